package dev.faultline.chaos.stage;

import org.jspecify.annotations.Nullable;

/**
 * Drops all data, and at a fixed moment ends the connection in the given way. The moment counts
 * from when the toxic took effect: neither data that keeps coming nor a change moves it.
 */
final class DropStage extends QueueStage {
  private final long afterNanos;
  private final Signal ending;
  private final boolean closesWhenRemoved;
  private long begunNanos;
  private long endsAtNanos;
  private boolean ended;

  /** Ends the connection {@code afterNanos} after {@code begunNanos}; never, for {@code NEVER}. */
  DropStage(long begunNanos, long afterNanos, Signal ending, boolean closesWhenRemoved) {
    this.afterNanos = afterNanos;
    this.begunNanos = begunNanos;
    endsAtNanos = Nanos.plus(begunNanos, afterNanos);
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
  public boolean dropsData() {
    return true;
  }

  @Override
  public void succeed(Stage predecessor) {
    if (predecessor instanceof DropStage before) {
      begunNanos = before.begunNanos;
      endsAtNanos = Nanos.plus(begunNanos, afterNanos);
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
