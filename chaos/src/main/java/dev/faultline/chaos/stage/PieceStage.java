package dev.faultline.chaos.stage;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What toxics do that take data apart: signals wait in order, and data goes on in pieces. */
abstract class PieceStage implements Stage {
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private long heldBytes;

  @Override
  public void offer(Signal signal, long nowNanos) {
    waiting.add(signal);
    heldBytes += SignalQueue.sizeOf(signal);
  }

  /** What is next; null where nothing waits. */
  final @Nullable Signal head() {
    return waiting.peek();
  }

  /** Takes what is next: all of it, and of data at most {@code bytesMost}, at least 1. */
  final Signal take(long bytesMost) {
    Signal head = waiting.element();
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      return waiting.remove();
    }
    int length = (int) Math.min(bytesMost, bytes.remaining());
    heldBytes -= length;
    if (length == bytes.remaining()) {
      return waiting.remove();
    }
    ByteBuffer piece = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return new Signal.Data(piece);
  }

  @Override
  public final long heldBytes() {
    return heldBytes;
  }

  @Override
  public final long heldMemory() {
    return Signal.memoryOf(waiting.size(), heldBytes);
  }

  @Override
  public final List<Signal> drain() {
    List<Signal> all = new ArrayList<>(waiting);
    waiting.clear();
    heldBytes = 0;
    return all;
  }
}
