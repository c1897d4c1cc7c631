package dev.faultline.guard.queue;

import dev.faultline.guard.Stripes;
import java.time.Duration;

/**
 * A {@link CoDel} for several consumers of one queue, with the same methods.
 *
 * <p>It has a few stripes, each with a lock: while waits stay short, or stay long between two
 * drops, threads do not wait for one another. What changes that is decided one at a time, as a
 * {@link CoDel} would.
 *
 * <p>Thread-safe. A call holds locks for some ten nanoseconds, and never while user code runs.
 */
public final class SharedCoDel {
  /** Guarded by the locks of all stripes. */
  private final CoDel whole;

  private final Stripes<CoDelStripe> stripes;

  /** See {@link CoDel#CoDel}. */
  public SharedCoDel(Duration target, Duration interval) {
    this(target, interval, Stripes.USUAL);
  }

  /**
   * With another number of stripes than four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number, or the interval is not longer than
   *     the target
   */
  public SharedCoDel(Duration target, Duration interval, int stripes) {
    whole = new CoDel(target, interval);
    CoDelStripe[] parts = new CoDelStripe[Stripes.checked(stripes)];
    for (int i = 0; i < stripes; i++) {
      parts[i] = new CoDelStripe();
    }
    this.stripes = new Stripes<>(parts, whole::collect, whole::agree);
  }

  /** See {@link CoDel#shouldDrop}. */
  public boolean shouldDrop(long waitedNanos, boolean isLast, long nowNanos) {
    if (waitedNanos >= 0) {
      CoDelStripe stripe = stripes.get(stripes.mine());
      stripe.lock().lock();
      try {
        if (stripe.isNoNews(!whole.isShort(waitedNanos, isLast), nowNanos)) {
          return false;
        }
      } finally {
        stripe.lock().unlock();
      }
    }
    stripes.lockAll();
    try {
      return whole.shouldDrop(waitedNanos, isLast, nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CoDel#dropped}. */
  public long dropped() {
    stripes.lockAll();
    try {
      return whole.dropped();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CoDel#misused}. */
  public long misused() {
    stripes.lockAll();
    try {
      return whole.misused();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CoDel#lateReadings}. */
  public long lateReadings() {
    stripes.lockAll();
    try {
      return whole.lateReadings();
    } finally {
      stripes.unlockAll();
    }
  }
}
