package dev.faultline.chaos.stage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A wire that several connections share: who sends waits until those before have sent. Thread-safe.
 */
public final class Wire {
  private final AtomicLong freeAtNanos = new AtomicLong();
  private final AtomicLong struck = new AtomicLong();

  /** Takes one of the places for those that are struck at a time; false where all are taken. */
  public boolean enter(long places) {
    if (struck.incrementAndGet() <= places || places == 0) {
      return true;
    }
    struck.decrementAndGet();
    return false;
  }

  /** Gives the place back. */
  public void leave() {
    struck.decrementAndGet();
  }

  /** Takes the wire for so long, as soon as it is free; returns when that is over. */
  long reserve(long nowNanos, long durationNanos) {
    return freeAtNanos.accumulateAndGet(
        durationNanos, (free, duration) -> Nanos.plus(Math.max(free, nowNanos), duration));
  }
}
