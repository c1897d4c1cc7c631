package dev.faultline.chaos.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A socket that speaks TLS: plain bytes on this side of it, records on the other. The slow parts of
 * a handshake run on a separate thread. Used by one loop's thread.
 *
 * <p>The operations that a flow wants and those that the selector watches differ here: a handshake
 * needs to read although no flow does, and a record may bring more than a flow has taken.
 */
final class TlsSide extends Side {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final Loop loop;
  private final Runnable stirred;

  /** Rings when something may go on without the socket. */
  private final Alarm again;

  /** Records that have arrived, from the position to the limit. */
  private ByteBuffer arrived = NOTHING;

  /** Records that wait for the socket, from the position to the limit. */
  private ByteBuffer leaving = NOTHING;

  private boolean wantsRead;
  private boolean wantsWrite;
  private boolean busy;

  /** Whether what has arrived is no whole record. */
  private boolean starved = true;

  private boolean established;
  private boolean inputEnded;

  /** Whether what came was no TLS any more, or the peer has reset: no more can be read. */
  private boolean inputFailed;

  private boolean noticeReceived;
  private boolean noticeSent;

  /**
   * For a socket that is registered already.
   *
   * @param stirred what is to be called when something may go on that waited for more than the
   *     socket
   */
  TlsSide(SocketChannel channel, SelectionKey key, SSLEngine engine, Loop loop, Runnable stirred)
      throws SSLException {
    super(channel, key);
    this.engine = engine;
    this.loop = loop;
    this.stirred = stirred;
    again =
        new Alarm(loop.nextAlarm()) {
          @Override
          void ring(long nowNanos) {
            stirred.run();
          }
        };
    engine.beginHandshake();
  }

  @Override
  boolean isPlain() {
    return false;
  }

  boolean wantsRead() {
    return wantsRead;
  }

  boolean wantsWrite() {
    return wantsWrite;
  }

  /** Whether no more can be read, although the peer has not ended in order. */
  boolean inputFailed() {
    return inputFailed;
  }

  @Override
  boolean established() {
    return established;
  }

  /** Whether plain bytes have to wait, since the peers still speak about keys. */
  private boolean handshaking() {
    return switch (engine.getHandshakeStatus()) {
      case NOT_HANDSHAKING, FINISHED -> {
        // An engine whose handshake has failed shakes hands no more, either.
        established |= !inputFailed;
        yield false;
      }
      // After its own end an engine before TLS 1.3 waits for the peer's.
      case NEED_TASK, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> !noticeSent;
      case NEED_WRAP -> !established;
    };
  }

  /** Moves the handshake on, and sends what waits. */
  void step() throws IOException {
    try {
      unwrap(NOTHING.duplicate());
      flush();
    } finally {
      watch();
    }
  }

  /** A whole record. */
  @Override
  int leastRead() {
    return engine.getSession().getApplicationBufferSize();
  }

  @Override
  int read(ByteBuffer into) throws IOException {
    try {
      int begin = into.position();
      unwrap(into);
      int count = into.position() - begin;
      boolean over = noticeReceived || (inputEnded && starved && !busy);
      return count == 0 && over ? -1 : count;
    } finally {
      watch();
    }
  }

  /** Takes records apart as long as there are any, and answers those of handshakes. */
  private void unwrap(ByteBuffer into) throws IOException {
    boolean more = true;
    while (more && !busy && !inputFailed) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
        return;
      }
      if (status == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
        more = wrap(NOTHING.duplicate());
        continue;
      }
      if (noticeReceived || (!handshaking() && !into.hasRemaining())) {
        return;
      }
      more = unwrapOne(into);
    }
  }

  private boolean unwrapOne(ByteBuffer into) throws IOException {
    SSLEngineResult result;
    try {
      result = engine.unwrap(arrived, into);
    } catch (SSLException e) {
      inputFailed = true;
      sendAlert();
      throw e;
    }
    starved = result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW;
    return switch (result.getStatus()) {
      case OK -> true;
      case CLOSED -> {
        noticeReceived = true;
        yield true;
      }
      // The flow has to take what is there first.
      case BUFFER_OVERFLOW -> false;
      case BUFFER_UNDERFLOW -> receive();
    };
  }

  /** Reads from the socket; false where nothing has come. */
  private boolean receive() throws IOException {
    if (inputEnded) {
      return false;
    }
    int room = engine.getSession().getPacketBufferSize();
    ByteBuffer next = ByteBuffer.allocate(Math.max(room, arrived.remaining() + room / 2));
    next.put(arrived);
    int count;
    try {
      count = channel().read(next);
    } catch (IOException e) {
      inputFailed = true;
      throw e;
    }
    arrived = next.flip();
    if (!arrived.hasRemaining()) {
      arrived = NOTHING;
    }
    if (count < 0) {
      inputEnded = true;
      if (handshaking()) {
        throw new SSLException("the peer has gone in the middle of the handshake");
      }
    }
    return count > 0;
  }

  /** Tells the peer why the handshake has failed, as far as it listens. */
  private void sendAlert() throws IOException {
    try {
      while (flush() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        if (!wrap(NOTHING.duplicate())) {
          return;
        }
      }
    } catch (SSLException e) {
      // It has been told already.
      assert e != null;
    }
  }

  @Override
  int write(ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    try {
      while (bytes.hasRemaining() && flush() && !busy && !handshaking()) {
        if (!wrap(bytes)) {
          break;
        }
      }
      return bytes.position() - begin;
    } finally {
      watch();
    }
  }

  /** Makes one record; false where it does not all go at once. */
  private boolean wrap(ByteBuffer bytes) throws IOException {
    if (!flush()) {
      return false;
    }
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result;
    try {
      result = engine.wrap(bytes, record);
    } catch (SSLException e) {
      // A task of the handshake has failed; the engine says so here, and has an alert for the peer.
      inputFailed = true;
      sendAlert();
      throw e;
    }
    leaving = record.flip();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      // Before TLS 1.3 the peer's end is the end of both directions (RFC 5246, section 7.2.1).
      bytes.position(bytes.limit());
    }
    return flush() && (result.bytesProduced() > 0 || result.bytesConsumed() > 0);
  }

  /** Sends the records that wait; false where some still wait. */
  private boolean flush() throws IOException {
    if (leaving.hasRemaining()) {
      channel().write(leaving);
      if (leaving.hasRemaining()) {
        return false;
      }
    }
    leaving = NOTHING;
    return true;
  }

  private void runTasks() {
    busy = true;
    Thread.startVirtualThread(() -> {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
      loop.execute(() -> {
        busy = false;
        stirred.run();
      });
    });
  }

  @Override
  boolean shutdownOutput(boolean abruptly) throws IOException {
    try {
      if (!flush() || busy || (handshaking() && !engine.isOutboundDone())) {
        return false;
      }
      if (!abruptly && !noticeSent) {
        noticeSent = true;
        engine.closeOutbound();
        wrap(NOTHING.duplicate());
        if (!flush()) {
          return false;
        }
      }
      channel().shutdownOutput();
      return true;
    } finally {
      watch();
    }
  }

  @Override
  boolean sentAll() throws IOException {
    try {
      if (!flush()) {
        return false;
      }
      if (!busy && !handshaking() && !noticeSent) {
        noticeSent = true;
        engine.closeOutbound();
        wrap(NOTHING.duplicate());
      }
      return flush();
    } finally {
      watch();
    }
  }

  @Override
  boolean endedAbruptly() {
    return inputEnded && !noticeReceived;
  }

  @Override
  void want(int operation, boolean wanted) {
    if ((operation & SelectionKey.OP_READ) != 0) {
      wantsRead = wanted;
    }
    if ((operation & SelectionKey.OP_WRITE) != 0) {
      wantsWrite = wanted;
    }
    watch();
  }

  /** Works out what the selector is asked for, and whether something can go on without it. */
  private void watch() {
    if (!channel().isOpen()) {
      return;
    }
    boolean read =
        !busy && !inputEnded && !inputFailed && (handshaking() || (wantsRead && !noticeReceived));
    boolean write = leaving.hasRemaining();
    watch((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
    boolean canWrite = wantsWrite && !write && !busy && !handshaking();
    boolean more = (arrived.hasRemaining() && !starved) || noticeReceived || inputEnded;
    boolean canRead = wantsRead && !busy && !inputFailed && more;
    loop.wakeAt(again, canWrite || canRead ? loop.nowNanos() : Long.MAX_VALUE);
  }

  @Override
  void close() {
    loop.wakeAt(again, Long.MAX_VALUE);
    try {
      if (!busy && !handshaking() && !noticeSent && flush()) {
        noticeSent = true;
        engine.closeOutbound();
        wrap(NOTHING.duplicate());
      }
    } catch (IOException e) {
      // The peer has gone: there is nobody to tell.
      assert e != null;
    }
    super.close();
  }
}
