package dev.faultline.chaos.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The socket to one of the two peers of a connection. Used by one loop's thread. */
class Side {
  private final SocketChannel channel;
  private final SelectionKey key;
  private int interest;

  Side(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    interest = key.interestOps();
  }

  final SocketChannel channel() {
    return channel;
  }

  /** Whether bytes may go past this from and to the socket itself. */
  boolean isPlain() {
    return true;
  }

  /** For how many bytes there has to be room, or nothing can be read. */
  int leastRead() {
    return 1;
  }

  /** Reads what the peer has sent; negative at its end. */
  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** Sends as much as goes now. */
  int write(ByteBuffer bytes) throws IOException {
    return channel.write(bytes);
  }

  /**
   * Tells the peer that no more comes; false where that has to wait, and has to be tried again when
   * the socket can be written.
   *
   * @param abruptly whether the sender's own end was cut short
   */
  boolean shutdownOutput(boolean abruptly) throws IOException {
    channel.shutdownOutput();
    return true;
  }

  /** Has the system send without pauses to a peer on this machine; false to be asked again. */
  final boolean endPacing() {
    return Pacing.endFor(channel);
  }

  /** Whether bytes can pass, since all that has to be agreed on before has been. */
  boolean established() {
    return true;
  }

  /**
   * Whether the socket has taken all that was written, so that it may be closed; where not, it has
   * to be tried again when the socket can be written. Nothing is written after this.
   */
  boolean sentAll() throws IOException {
    return true;
  }

  /** Whether the peer's data ended without the end that its protocol has. */
  boolean endedAbruptly() {
    return false;
  }

  /** Asks to be called when the socket can be read or written. */
  void want(int operation, boolean wanted) {
    watch(wanted ? interest | operation : interest & ~operation);
  }

  /** What the selector is asked for. */
  final void watch(int operations) {
    if (operations != interest) {
      interest = operations;
      key.interestOps(operations);
    }
  }

  /** In order. */
  void close() {
    Loop.closeQuietly(channel);
  }

  /** The peer sees a reset connection. */
  final void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already, or the peer has gone: there is nobody to tell.
      assert e != null;
    }
    Loop.closeQuietly(channel);
  }
}
