package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Slicer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Cuts data into small pieces, each of which waits for the one before it. */
final class SlicerStage implements Stage {
  /** Longer pieces than any chunk are all the same. */
  private static final long LONGEST_PIECE = 1L << 30;

  private final long leastBytes;
  private final long sizes;
  private final long delayNanos;
  private final SplittableRandom random;
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private long heldBytes;
  private long nextAtNanos;

  SlicerStage(Slicer toxic, SplittableRandom random) {
    long average = Math.min(toxic.averageBytes(), LONGEST_PIECE);
    long variation = Math.min(toxic.variationBytes(), average - 1);
    leastBytes = average - variation;
    sizes = 2 * variation + 1;
    delayNanos = Nanos.ofMicros(toxic.delayMicros());
    this.random = random;
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (waiting.isEmpty()) {
      nextAtNanos = Math.max(nextAtNanos, nowNanos);
    }
    waiting.add(signal);
    heldBytes += SignalQueue.sizeOf(signal);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    Signal head = waiting.peek();
    if (head == null || nextAtNanos > nowNanos) {
      return null;
    }
    if (!(head instanceof Signal.Data(ByteBuffer bytes))) {
      return waiting.poll();
    }
    nextAtNanos = Nanos.plus(nowNanos, delayNanos);
    int length = (int) Math.min(bytes.remaining(), nextSize());
    heldBytes -= length;
    if (length == bytes.remaining()) {
      return waiting.poll();
    }
    ByteBuffer piece = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return new Signal.Data(piece);
  }

  private long nextSize() {
    return sizes == 1 ? leastBytes : leastBytes + random.nextLong(sizes);
  }

  @Override
  public long deadlineNanos() {
    return waiting.isEmpty() ? NEVER : nextAtNanos;
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public List<Signal> drain() {
    List<Signal> all = new ArrayList<>(waiting);
    waiting.clear();
    heldBytes = 0;
    return all;
  }
}
