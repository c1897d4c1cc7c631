package dev.faultline.chaos.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The socket to one of the two peers of a connection. */
final class Side {
  private final SocketChannel channel;
  private final SelectionKey key;
  private int interest;

  Side(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    interest = key.interestOps();
  }

  SocketChannel channel() {
    return channel;
  }

  void want(int operation, boolean wanted) {
    int next = wanted ? interest | operation : interest & ~operation;
    if (next != interest) {
      interest = next;
      key.interestOps(next);
    }
  }

  void close() {
    Loop.closeQuietly(channel);
  }

  /** The peer sees a reset connection. */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already, or the peer has gone: there is nobody to tell.
      assert e != null;
    }
    close();
  }
}
