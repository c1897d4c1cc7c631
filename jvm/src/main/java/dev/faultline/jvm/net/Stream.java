package dev.faultline.jvm.net;

import static java.util.Objects.requireNonNull;

import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One side of a TCP connection: bytes in order, over a connection of the world, with a window that
 * the reader opens. Heard on the node's carrier, used by its threads.
 */
final class Stream implements ConnectionListener {
  /** So many bytes may be on the way or wait to be read. */
  static final int WINDOW = 65_536;

  private static final int LONGEST_SEGMENT = 8_192;

  /** One read in so many takes only part of what is there, as with a real socket. */
  private static final int PARTIAL_READS = 8;

  private final NodeNetwork network;
  final Changes changes;
  private @Nullable Connection connection;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private boolean isClient;
  private boolean opened;
  private boolean outputEnded;
  private boolean inputEnded;
  private boolean peerEnded;
  private boolean peerClosed;
  private boolean closed;
  private @Nullable IOException failure;

  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
  private int available;

  /** Sent, and not read by the peer's program as far as this side knows. */
  private int outstanding;

  /** Read, and not told to the peer yet. */
  private int untold;

  /** A side that waits to hear who it is for, or that is about to connect. */
  Stream(NodeNetwork network) {
    this.network = network;
    this.changes = network.newChanges();
  }

  /** Begins to connect. */
  void connect(InetSocketAddress from, InetSocketAddress to, String node) {
    isClient = true;
    local = from;
    remote = to;
    connection = network.connect(node, this);
    network.opened(this);
  }

  /** The peer's connection, which its first word gives a meaning. */
  void over(Connection asked) {
    connection = asked;
  }

  InetSocketAddress local() {
    return requireNonNull(local);
  }

  InetSocketAddress remote() {
    return requireNonNull(remote);
  }

  // --- what is heard ---

  @Override
  public void opened(Env env, Connection made) {
    made.send(new Segment.Open(remote().getPort(), local().getPort()));
  }

  @Override
  public void received(Env env, Connection from, Object message) {
    switch ((Segment) message) {
      case Segment.Open open -> asked(from, open);
      case Segment.Opened yes -> opened = true;
      case Segment.Refused no -> fail(new ConnectException("Connection refused"));
      case Segment.Bytes(byte[] bytes) -> {
        if (!inputEnded && !closed) {
          arrived.add(ByteBuffer.wrap(bytes));
          available += bytes.length;
        }
      }
      case Segment.Read(int count) -> outstanding -= count;
      case Segment.End end -> peerEnded = true;
      case Segment.Reset reset -> {
        fail(new SocketException("Connection reset"));
        from.close();
      }
    }
    changes.signal();
  }

  private void asked(Connection from, Segment.Open open) {
    ServerPort server = network.listening(open.port());
    if (server == null || server.isFull()) {
      from.send(new Segment.Refused());
      from.close();
      return;
    }
    local = new InetSocketAddress(network.host(), open.port());
    remote = new InetSocketAddress(network.addressOf(from.peer()), open.from());
    opened = true;
    from.send(new Segment.Opened());
    network.opened(this);
    server.offer(this);
  }

  @Override
  public void ended(Env env, Connection from) {
    peerEnded = true;
    changes.signal();
  }

  @Override
  public void closed(Env env, Connection from, CloseReason reason) {
    peerClosed = true;
    network.closed(this);
    switch (reason) {
      case CLOSED -> peerEnded = true;
      case REFUSED -> fail(new ConnectException("Connection refused"));
      case RESET ->
          fail(
              opened
                  ? new SocketException("Connection reset")
                  : new ConnectException("Connection refused"));
      case TIMED_OUT ->
          fail(
              opened
                  ? new SocketException("Connection timed out")
                  : new ConnectException("Connection timed out"));
    }
    if (!opened && failure == null) {
      fail(new ConnectException("Connection refused"));
    }
    changes.signal();
  }

  private void fail(IOException how) {
    if (failure == null) {
      failure = how;
    }
  }

  // --- what programs do; nothing here waits ---

  /** Whether connecting has come to an end, good or bad. */
  boolean isDecided() {
    return opened || failure != null || closed;
  }

  /** Whether this side connected, so that its port is its own. */
  boolean isClient() {
    return isClient;
  }

  /** Whether it was connected. */
  boolean isOpened() {
    return opened;
  }

  /**
   * @throws IOException why it could not be connected
   */
  void requireOpened() throws IOException {
    if (!opened) {
      throw failure != null ? failure : new SocketException("Socket closed");
    }
  }

  boolean isReadable() {
    return available > 0 || peerEnded || inputEnded || failure != null || closed;
  }

  boolean isWritable() {
    return opened && outstanding < WINDOW || peerClosed || failure != null || closed;
  }

  int available() {
    return available;
  }

  /**
   * Reads what is there.
   *
   * @return -1 at the end; 0 when there is nothing yet
   */
  int read(ByteBuffer into) throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (inputEnded) {
      return -1;
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    if (available == 0) {
      if (failure != null) {
        throw again(failure);
      }
      return peerEnded ? -1 : 0;
    }
    int count = Math.min(available, into.remaining());
    if (count > 1 && network.draw(PARTIAL_READS) == 0) {
      count = 1 + network.draw(count - 1);
    }
    take(into, count);
    return count;
  }

  private void take(ByteBuffer into, int count) {
    int left = count;
    while (left > 0) {
      ByteBuffer first = requireNonNull(arrived.peek());
      int part = Math.min(left, first.remaining());
      into.put(first.slice(first.position(), part));
      first.position(first.position() + part);
      left -= part;
      if (!first.hasRemaining()) {
        arrived.remove();
      }
    }
    available -= count;
    untold += count;
    if (untold >= WINDOW / 4 || available == 0) {
      say(new Segment.Read(untold));
      untold = 0;
    }
  }

  /**
   * Writes what the window has room for.
   *
   * @return how many bytes; 0 when there is no room now
   */
  int write(ByteBuffer from) throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (failure != null) {
      throw again(failure);
    }
    if (outputEnded || peerClosed) {
      throw new SocketException("Broken pipe");
    }
    int count = Math.min(from.remaining(), WINDOW - outstanding);
    int left = count;
    while (left > 0) {
      byte[] part = new byte[Math.min(left, LONGEST_SEGMENT)];
      from.get(part);
      say(new Segment.Bytes(part));
      left -= part.length;
    }
    outstanding += count;
    return count;
  }

  /** Each that fails gets an exception of its own, with its own stack. */
  private static IOException again(IOException failure) {
    return new SocketException(failure.getMessage());
  }

  private void say(Segment segment) {
    if (connection != null && !peerClosed) {
      connection.send(segment);
    }
  }

  void endOutput() {
    if (!outputEnded && !closed) {
      outputEnded = true;
      say(new Segment.End());
    }
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  void endInput() {
    inputEnded = true;
    arrived.clear();
    available = 0;
    changes.signal();
  }

  /** Closes in good order, or with a reset where something was not read. */
  void close() {
    close(available > 0);
  }

  /** Closes with a reset. */
  void abort() {
    close(true);
  }

  private void close(boolean reset) {
    if (closed) {
      return;
    }
    closed = true;
    if (reset) {
      say(new Segment.Reset());
    }
    if (connection != null) {
      connection.close();
    }
    arrived.clear();
    available = 0;
    network.closed(this);
    changes.signal();
  }
}
