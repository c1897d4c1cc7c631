package dev.faultline.chaos.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops all data, and at a fixed moment ends the connection in the given way. The moment counts
 * from when the toxic took effect: data that keeps coming does not move it.
 */
final class DropStage implements Stage {
  private final long endsAtNanos;
  private final Signal ending;
  private final boolean closesWhenRemoved;
  private final SignalQueue passing = new SignalQueue();
  private boolean ended;

  DropStage(long endsAtNanos, Signal ending, boolean closesWhenRemoved) {
    this.endsAtNanos = endsAtNanos;
    this.ending = ending;
    this.closesWhenRemoved = closesWhenRemoved;
  }

  @Override
  public void offer(Signal signal, long nowNanos) {
    if (!(signal instanceof Signal.Data)) {
      passing.add(signal, nowNanos);
    }
  }

  @Override
  public @Nullable Signal poll(long nowNanos) {
    if (!ended && nowNanos >= endsAtNanos) {
      ended = true;
      return ending;
    }
    return passing.poll(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    return Math.min(ended ? NEVER : endsAtNanos, passing.deadlineNanos());
  }

  @Override
  public long endsAtNanos() {
    return ended ? NEVER : endsAtNanos;
  }

  @Override
  public long heldBytes() {
    return 0;
  }

  @Override
  public List<Signal> drain() {
    return passing.drain();
  }

  @Override
  public @Nullable Signal whenRemoved() {
    return closesWhenRemoved ? Signal.CLOSE : null;
  }
}
