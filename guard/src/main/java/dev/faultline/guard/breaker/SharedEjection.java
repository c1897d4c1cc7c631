package dev.faultline.guard.breaker;

import java.time.Duration;

/**
 * An {@link Ejection} for several threads: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for some ten nanoseconds, and never while user code runs.
 */
public final class SharedEjection {
  private final Ejection ejection;

  /** See {@link Ejection#Ejection}. */
  public SharedEjection(int members, double share, int inARow, Duration base) {
    ejection = new Ejection(members, share, inARow, base);
  }

  /** See {@link Ejection#isUsed}. */
  public synchronized boolean isUsed(int member, long nowNanos) {
    return ejection.isUsed(member, nowNanos);
  }

  /** See {@link Ejection#report}. */
  public synchronized void report(int member, Outcome outcome, long nowNanos) {
    ejection.report(member, outcome, nowNanos);
  }

  /** See {@link Ejection#ejected}. */
  public synchronized int ejected(long nowNanos) {
    return ejection.ejected(nowNanos);
  }

  /** See {@link Ejection#ejections}. */
  public synchronized long ejections() {
    return ejection.ejections();
  }

  /** See {@link Ejection#misused}. */
  public synchronized long misused() {
    return ejection.misused();
  }

  /** See {@link Ejection#most}. */
  public int most() {
    // Final, so no lock is needed.
    return ejection.most();
  }
}
