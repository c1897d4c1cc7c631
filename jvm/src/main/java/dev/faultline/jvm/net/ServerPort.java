package dev.faultline.jvm.net;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A port of a node at which a program listens, and the connections that wait to be accepted. */
final class ServerPort {
  final InetSocketAddress local;
  final Changes changes;
  private final int backlog;
  private final ArrayDeque<Stream> waiting = new ArrayDeque<>();
  private boolean closed;

  ServerPort(InetSocketAddress local, int backlog, Changes changes) {
    this.local = local;
    this.backlog = Math.max(1, backlog);
    this.changes = changes;
  }

  boolean isFull() {
    return closed || waiting.size() >= backlog;
  }

  void offer(Stream stream) {
    waiting.add(stream);
    changes.signal();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  @Nullable Stream poll() {
    return waiting.poll();
  }

  boolean isClosed() {
    return closed;
  }

  /** Those who connected and were never accepted hear a reset. */
  void close() {
    closed = true;
    waiting.forEach(Stream::abort);
    waiting.clear();
    changes.signal();
  }
}
