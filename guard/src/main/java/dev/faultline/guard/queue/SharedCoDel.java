package dev.faultline.guard.queue;

import java.time.Duration;

/**
 * A {@link CoDel} for several consumers of one queue: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for some ten nanoseconds, and never while user code runs.
 */
public final class SharedCoDel {
  private final CoDel codel;

  /** See {@link CoDel#CoDel}. */
  public SharedCoDel(Duration target, Duration interval) {
    codel = new CoDel(target, interval);
  }

  /** See {@link CoDel#shouldDrop}. */
  public synchronized boolean shouldDrop(long waitedNanos, boolean isLast, long nowNanos) {
    return codel.shouldDrop(waitedNanos, isLast, nowNanos);
  }

  /** See {@link CoDel#dropped}. */
  public synchronized long dropped() {
    return codel.dropped();
  }
}
