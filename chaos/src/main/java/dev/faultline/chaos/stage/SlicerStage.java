package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.Toxic.Slicer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Cuts data into small pieces, each of which waits for the one before it. */
final class SlicerStage extends PieceStage {
  /** Longer pieces than any chunk are all the same. */
  private static final long LONGEST_PIECE = 1L << 30;

  private final long leastBytes;
  private final long sizes;
  private final long delayNanos;
  private final SplittableRandom random;
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
    if (head() == null) {
      nextAtNanos = Math.max(nextAtNanos, nowNanos);
    }
    super.offer(signal, nowNanos);
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    Signal head = head();
    if (head == null || nextAtNanos > nowNanos) {
      return null;
    }
    if (!(head instanceof Signal.Data)) {
      return take(0);
    }
    nextAtNanos = Nanos.plus(nowNanos, delayNanos);
    return take(nextSize());
  }

  private long nextSize() {
    return sizes == 1 ? leastBytes : leastBytes + random.nextLong(sizes);
  }

  @Override
  public long deadlineNanos() {
    return head() == null ? NEVER : nextAtNanos;
  }
}
