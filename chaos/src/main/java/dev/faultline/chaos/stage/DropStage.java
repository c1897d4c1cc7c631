package dev.faultline.chaos.stage;

import org.jspecify.annotations.Nullable;

/**
 * Drops all data, and at a fixed moment ends the connection in the given way. The moment counts
 * from when the toxic took effect: data that keeps coming does not move it.
 */
final class DropStage extends QueueStage {
  private final long endsAtNanos;
  private final Signal ending;
  private final boolean closesWhenRemoved;
  private boolean ended;

  DropStage(long endsAtNanos, Signal ending, boolean closesWhenRemoved) {
    this.endsAtNanos = endsAtNanos;
    this.ending = ending;
    this.closesWhenRemoved = closesWhenRemoved;
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (!(signal instanceof Signal.Data)) {
      pass(signal, nowNanos);
    }
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    if (!ended && nowNanos >= endsAtNanos) {
      ended = true;
      return ending;
    }
    return super.poll(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    return Math.min(ended ? NEVER : endsAtNanos, super.deadlineNanos());
  }

  @Override
  public long endsAtNanos() {
    return ended ? NEVER : endsAtNanos;
  }

  @Override
  public @Nullable Signal whenRemoved() {
    return closesWhenRemoved ? Signal.CLOSE : null;
  }
}
