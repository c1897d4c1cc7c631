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

  Signal END = new End();
  Signal RESET = new Reset();
  Signal CLOSE = new Close();
}
