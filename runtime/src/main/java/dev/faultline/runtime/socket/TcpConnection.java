package dev.faultline.runtime.socket;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Datagrams inside one TCP connection: four bytes that say what this is, then each datagram behind
 * its length in two bytes, most significant first. Nothing here blocks.
 */
final class TcpConnection {
  /** Says that datagrams follow; anything else is a stranger. */
  private static final int PREFACE = 0x464C_5431;

  private static final int LENGTH_BYTES = 2;

  /** What is kept at most for somebody that has opened the connection and has no session. */
  private static final int OUT_BYTES_STRANGER = 64 << 10;

  /** More than the windows of links leave on the way to one peer, so that only many fill it. */
  private static final int OUT_BYTES_MAX = 4 << 20;

  private static final int IN_BYTES_MAX = 256 << 10;

  /** By so many times buffers for what is received grow. */
  private static final int GROWTH = 4;

  final UdpAddress remote;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final TcpBuffers buffers;
  private final KnownPeers known;

  /** Takes the preface alone: more is read, and kept, only of somebody that has sent it. */
  private ByteBuffer in = ByteBuffer.allocate(Integer.BYTES);

  private MemorySegment inMemory = MemorySegment.ofBuffer(in);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private MemorySegment outMemory = MemorySegment.ofBuffer(out);
  private boolean greeted;

  /** Whether there was no memory for the datagram that has begun. */
  private boolean outOfMemory;

  /** Whether our preface is on its way. */
  private boolean greets;

  /** Whether this side has opened it, or a session has been seen to use it. */
  private boolean trusted;

  /** Whether the last read has left no room in the buffer. */
  private boolean filledUp;

  private long movedAt;
  private final long openedAt;
  private long broughtAt;

  /** Whether the other side has opened it. */
  final boolean accepted;

  /** Whether it waits among those that have whole datagrams. */
  boolean queued;

  TcpConnection(
      SocketChannel channel,
      UdpAddress remote,
      Selector selector,
      long now,
      boolean accepted,
      TcpBuffers buffers,
      KnownPeers known)
      throws IOException {
    this.accepted = accepted;
    this.buffers = buffers;
    this.known = known;
    trusted = !accepted;
    openedAt = now;
    broughtAt = now;
    this.channel = channel;
    this.remote = remote;
    movedAt = now;
    int interest =
        channel.isConnected()
            ? SelectionKey.OP_READ
            : SelectionKey.OP_CONNECT | SelectionKey.OP_READ;
    key = channel.register(selector, interest, this);
  }

  // --- sending ---

  /** Whether datagrams may be sent: who has opened it has to say first that it is a link. */
  boolean sends() {
    return greeted || !accepted;
  }

  private boolean trusted(long now) {
    trusted |= known.contains(remote, now);
    return trusted;
  }

  /** How many bytes of datagrams of this size it takes now, as far as there is memory. */
  int room(long now, int datagramBytes) {
    int before = out.position() + (greets ? 0 : Integer.BYTES);
    boolean much = before + datagramBytes + LENGTH_BYTES > OUT_BYTES_STRANGER / 2;
    int most = trusted || (much && trusted(now)) ? OUT_BYTES_MAX : OUT_BYTES_STRANGER;
    int free = Math.max(0, most - before);
    return free / (datagramBytes + LENGTH_BYTES) * datagramBytes;
  }

  /** For how long it has taken nothing although there was something. */
  long stuckNanos(long now) {
    return out.position() > 0 ? now - movedAt : 0;
  }

  /** Whether the other side has opened it, and does not use it. */
  boolean useless(long now, TcpPatience patience) {
    return accepted
        && (greeted
            ? now - broughtAt >= patience.silentNanos()
            : now - openedAt >= patience.greetingNanos());
  }

  /** Takes as many datagrams as there is room for; returns how many bytes of them. */
  int put(long now, MemorySegment data, long offset, int bytes, int datagramBytes) {
    if (out.position() == 0) {
      movedAt = now;
    }
    if (!greets) {
      if (!reserve(now, Integer.BYTES)) {
        return 0;
      }
      out.putInt(PREFACE);
      greets = true;
    }
    int taken = 0;
    while (taken < bytes) {
      int one = Math.min(datagramBytes, bytes - taken);
      if (!reserve(now, one + LENGTH_BYTES)) {
        break;
      }
      out.putShort((short) one);
      MemorySegment.copy(data, offset + taken, outMemory, out.position(), one);
      out.position(out.position() + one);
      taken += one;
    }
    return taken;
  }

  private boolean reserve(long now, int bytes) {
    if (out.remaining() >= bytes) {
      return true;
    }
    int needed = out.position() + bytes;
    boolean much = needed > OUT_BYTES_STRANGER;
    if (needed > OUT_BYTES_MAX || (much && !trusted && !trusted(now))) {
      return false;
    }
    int size = Math.max(TcpBuffers.SMALL, 2 * out.capacity());
    while (size < needed) {
      size *= 2;
    }
    ByteBuffer larger = buffers.allocate(size);
    if (larger == null) {
      return false;
    }
    larger.put(out.flip());
    out = larger;
    outMemory = MemorySegment.ofBuffer(out.duplicate().clear());
    return true;
  }

  /** Gives the kernel what it takes, and asks to hear when it takes the rest. */
  void write(long now) throws IOException {
    if (!channel.isConnected()) {
      return;
    }
    out.flip();
    int written = channel.write(out);
    out.compact();
    if (written > 0) {
      movedAt = now;
    }
    int interest =
        out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  // --- receiving ---

  /** The connection is there, can be read, or can be written; false when it is over. */
  boolean ready(long now) throws IOException {
    if (key.isConnectable() && !channel.finishConnect()) {
      return true;
    }
    if (key.isConnectable() || key.isWritable()) {
      write(now);
    }
    // What the buffer holds has to be taken first.
    if (!in.hasRemaining()) {
      return true;
    }
    int read = channel.read(in);
    if (read > 0) {
      broughtAt = now;
      filledUp |= !in.hasRemaining();
    }
    return read >= 0;
  }

  /** Whether a whole datagram is here, or a larger buffer is needed, or none to be had: to take. */
  boolean any() {
    if (outOfMemory || !in.hasRemaining()) {
      return true;
    }
    return greeted
        && in.position() >= LENGTH_BYTES
        && in.position() >= LENGTH_BYTES + Short.toUnsignedInt(in.getShort(0));
  }

  /**
   * Moves datagrams into messages of the batch, those of one size together.
   *
   * @param first message that is free
   * @return how many messages are used now, or -1 if this is no link's connection, or there is no
   *     memory for it
   */
  int take(long now, ReceivedBatch batch, int first) {
    if (outOfMemory) {
      return -1;
    }
    if (!greeted) {
      return greeting() ? first : -1;
    }
    int at = 0;
    int end = in.position();
    int message = first;
    int used = 0;
    int size = 0;
    while (end - at >= LENGTH_BYTES) {
      int length = Short.toUnsignedInt(in.getShort(at));
      if (length == 0 || length > UdpSocket.DATAGRAM_BYTES_MAX) {
        return -1;
      }
      if (end - at < LENGTH_BYTES + length) {
        break;
      }
      boolean fits = used > 0 && length <= size && used + length <= ReceivedBatch.MESSAGE_BYTES_MAX;
      if (!fits) {
        if (used > 0) {
          close(batch, message++, used, size);
        }
        if (message == ReceivedBatch.MESSAGES_MAX) {
          used = 0;
          break;
        }
        used = 0;
        size = length;
      }
      MemorySegment.copy(
          inMemory, at + LENGTH_BYTES, batch.memory, batch.offset(message) + used, length);
      used += length;
      at += LENGTH_BYTES + length;
      if (length < size) {
        close(batch, message++, used, size);
        used = 0;
        if (message == ReceivedBatch.MESSAGES_MAX) {
          break;
        }
      }
    }
    if (used > 0) {
      close(batch, message++, used, size);
    }
    in.limit(end).position(at);
    in.compact();
    if (!grow(now)) {
      if (message == first) {
        return -1;
      }
      // What was taken out of TCP is handed over before the connection ends.
      outOfMemory = true;
    }
    return message;
  }

  /** Looks at the preface; what follows is read later. */
  private boolean greeting() {
    if (in.hasRemaining()) {
      return true;
    }
    if (in.getInt(0) != PREFACE) {
      return false;
    }
    greeted = true;
    filledUp = false;
    in.clear();
    return receiveInto(TcpBuffers.SMALL);
  }

  /** Makes room for the datagram that has begun, and for more at a time where a session is. */
  private boolean grow(long now) {
    boolean full = filledUp;
    filledUp = false;
    int needed =
        in.position() < LENGTH_BYTES ? 0 : LENGTH_BYTES + Short.toUnsignedInt(in.getShort(0));
    if (needed > in.capacity()) {
      return receiveInto(TcpBuffers.DATAGRAM);
    }
    if (full && in.capacity() < IN_BYTES_MAX && (trusted || trusted(now))) {
      // Without memory for more it goes on with what it has.
      receiveInto(Math.min(IN_BYTES_MAX, GROWTH * in.capacity()));
    }
    return true;
  }

  private boolean receiveInto(int bytes) {
    ByteBuffer larger = buffers.allocate(bytes);
    if (larger == null) {
      return false;
    }
    larger.put(in.flip());
    in = larger;
    inMemory = MemorySegment.ofBuffer(in.duplicate().clear());
    return true;
  }

  private void close(ReceivedBatch batch, int message, int bytes, int datagramBytes) {
    batch.bytes[message] = bytes;
    batch.datagramBytes[message] = datagramBytes;
    batch.high[message] = remote.high();
    batch.low[message] = remote.low();
    batch.port[message] = remote.port();
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
