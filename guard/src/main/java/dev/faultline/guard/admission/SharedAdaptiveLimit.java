package dev.faultline.guard.admission;

import java.time.Duration;

/**
 * An {@link AdaptiveLimit} for several threads: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for some ten nanoseconds, and never while user code runs.
 */
public final class SharedAdaptiveLimit {
  private final AdaptiveLimit limit;

  /** See {@link AdaptiveLimit#AdaptiveLimit}. */
  public SharedAdaptiveLimit(int first, int least, int most, Duration remeasure, long nowNanos) {
    limit = new AdaptiveLimit(first, least, most, remeasure, nowNanos);
  }

  /** See {@link AdaptiveLimit#limit}. */
  public synchronized int limit() {
    return limit.limit();
  }

  /** See {@link AdaptiveLimit#answered(long, int, long)}. */
  public synchronized void answered(long startedNanos, int inFlight, long nowNanos) {
    limit.answered(startedNanos, inFlight, nowNanos);
  }

  /** See {@link AdaptiveLimit#answered(Priority, long, int, long)}. */
  public synchronized void answered(
      Priority priority, long startedNanos, int inFlight, long nowNanos) {
    limit.answered(priority, startedNanos, inFlight, nowNanos);
  }

  /** See {@link AdaptiveLimit#dropped}. */
  public synchronized void dropped() {
    limit.dropped();
  }

  /** See {@link AdaptiveLimit#drops}. */
  public synchronized long drops() {
    return limit.drops();
  }

  /** See {@link AdaptiveLimit#baseNanos}. */
  public synchronized long baseNanos() {
    return limit.baseNanos();
  }

  /** See {@link AdaptiveLimit#lateReadings}. */
  public synchronized long lateReadings() {
    return limit.lateReadings();
  }

  /** See {@link AdaptiveLimit#misused}. */
  public synchronized long misused() {
    return limit.misused();
  }
}
