package dev.faultline.chaos.stage;

import java.nio.ByteBuffer;

/** What travels in one direction of a connection. */
public sealed interface Signal {
  /** Bytes; whoever takes them owns the buffer. */
  record Data(ByteBuffer bytes) implements Signal {}

  /** The sender has sent all; the other direction goes on. */
  record End() implements Signal {}

  /** Both peers are to see a reset connection, at once. */
  record Reset() implements Signal {}

  /** Both sides are to be closed in order, after what came before this. */
  record Close() implements Signal {}

  /** What the objects around the bytes of one signal take, rounded up. */
  long MEMORY_OF_ONE = 160;

  /** What so many signals with so many bytes take. */
  static long memoryOf(int signals, long bytes) {
    return signals * MEMORY_OF_ONE + bytes;
  }

  Signal END = new End();
  Signal RESET = new Reset();
  Signal CLOSE = new Close();
}
