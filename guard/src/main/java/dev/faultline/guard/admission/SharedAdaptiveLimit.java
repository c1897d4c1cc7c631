package dev.faultline.guard.admission;

import dev.faultline.guard.Stripes;
import java.time.Duration;

/**
 * An {@link AdaptiveLimit} for several threads, with the same methods.
 *
 * <p>It has a few stripes, each with a lock: within a round each thread counts on its own stripe,
 * and threads do not wait for one another. The answers that end a round, drops, and answers from
 * which the base line is measured are counted one at a time. The limit is what an {@link
 * AdaptiveLimit} finds.
 *
 * <p>Thread-safe. A call holds locks for some ten nanoseconds, and never while user code runs.
 */
public final class SharedAdaptiveLimit {
  /** Guarded by the locks of all stripes. */
  private final AdaptiveLimit whole;

  private final Stripes<AdaptiveStripe> stripes;

  /** Written under the locks of all stripes. */
  private volatile int limit;

  /** See {@link AdaptiveLimit#AdaptiveLimit}. */
  public SharedAdaptiveLimit(int first, int least, int most, Duration remeasure, long nowNanos) {
    this(first, least, most, remeasure, nowNanos, Stripes.USUAL);
  }

  /**
   * With another number of stripes than four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number, or another setting is out of its
   *     range
   */
  public SharedAdaptiveLimit(
      int first, int least, int most, Duration remeasure, long nowNanos, int stripes) {
    whole = new AdaptiveLimit(first, least, most, remeasure, nowNanos);
    limit = whole.limit();
    AdaptiveStripe[] parts = new AdaptiveStripe[Stripes.checked(stripes)];
    for (int i = 0; i < stripes; i++) {
      parts[i] = new AdaptiveStripe();
    }
    this.stripes = new Stripes<>(parts, whole::collect, whole::agree);
  }

  /** See {@link AdaptiveLimit#limit}. It takes no lock. */
  public int limit() {
    return limit;
  }

  /** See {@link AdaptiveLimit#answered(long, int, long)}. */
  public void answered(long startedNanos, int inFlight, long nowNanos) {
    answered(Priority.CRITICAL, startedNanos, inFlight, nowNanos);
  }

  /** See {@link AdaptiveLimit#answered(Priority, long, int, long)}. */
  public void answered(Priority priority, long startedNanos, int inFlight, long nowNanos) {
    AdaptiveStripe stripe = stripes.get(stripes.mine());
    stripe.lock().lock();
    try {
      if (stripe.answered(priority, startedNanos, inFlight, nowNanos)) {
        return;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      whole.answered(priority, startedNanos, inFlight, nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#answered(long, boolean, long)}. */
  public void answered(long startedNanos, boolean hasFilled, long nowNanos) {
    AdaptiveStripe stripe = stripes.get(stripes.mine());
    stripe.lock().lock();
    try {
      if (stripe.answered(startedNanos, hasFilled, nowNanos)) {
        return;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      whole.answered(startedNanos, hasFilled, nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#dropped}. */
  public void dropped() {
    stripes.lockAll();
    try {
      whole.dropped();
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#drops}. */
  public long drops() {
    stripes.lockAll();
    try {
      return whole.drops();
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#baseNanos}. */
  public long baseNanos() {
    stripes.lockAll();
    try {
      return whole.baseNanos();
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#lateReadings}. */
  public long lateReadings() {
    stripes.lockAll();
    try {
      return whole.lateReadings();
    } finally {
      unlockAll();
    }
  }

  /** See {@link AdaptiveLimit#misused}. */
  public long misused() {
    stripes.lockAll();
    try {
      return whole.misused();
    } finally {
      unlockAll();
    }
  }

  private void unlockAll() {
    limit = whole.limit();
    stripes.unlockAll();
  }
}
