package dev.faultline.chaos.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Descriptors reserved from clients, so that the interface still answers when clients have taken
 * all others. They are held as unused sockets and released when the system has no other left. New
 * clients wait until all of them can be held again. Thread-safe.
 */
final class Reserve implements AutoCloseable {
  /** For a few callers of the interface, and what the JVM opens meanwhile. */
  private static final int SIZE = 8;

  private final List<SocketChannel> held = new ArrayList<>();

  /** Whether there are more descriptors than the reserve takes; without it nobody is let in. */
  synchronized boolean isFull() {
    if (held.size() == SIZE) {
      return true;
    }
    try {
      while (held.size() < SIZE) {
        held.add(SocketChannel.open());
      }
      return true;
    } catch (IOException e) {
      // The system has too few: what it has is for the interface.
      letGo();
      return false;
    }
  }

  /** The system has no descriptor left: these are for the interface. */
  synchronized void letGo() {
    held.forEach(Loop::closeQuietly);
    held.clear();
  }

  @Override
  public void close() {
    letGo();
  }
}
