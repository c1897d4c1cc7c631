package dev.faultline.runtime.durable;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Messages that a channel has taken and its node's thread has not. Not thread-safe. */
final class WaitingMessages {
  /** How much may wait; a single message may be longer. */
  private static final int MOST = 4_096;

  private static final long MOST_BYTES = 8 << 20;

  record Waiting(byte[] message, long sequence) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;

  long bytes() {
    return bytes;
  }

  boolean hasRoomFor(int length) {
    return waiting.isEmpty() || (waiting.size() < MOST && bytes + length <= MOST_BYTES);
  }

  void add(byte[] message, long sequence) {
    waiting.add(new Waiting(message.clone(), sequence));
    bytes += message.length;
  }

  @Nullable Waiting first() {
    return waiting.peek();
  }

  void removeFirst() {
    bytes -= waiting.remove().message().length;
  }

  void clear() {
    waiting.clear();
    bytes = 0;
  }
}
