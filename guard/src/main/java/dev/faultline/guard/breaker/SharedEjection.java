package dev.faultline.guard.breaker;

import dev.faultline.guard.Stripes;
import java.time.Duration;

/**
 * An {@link Ejection} for several threads, with the same methods.
 *
 * <p>It has a few stripes, each with its own lock. Threads that ask for members, or report further
 * successes, use only their own stripe and do not contend. Changes to the group are serialised,
 * with the same results as in an {@link Ejection}.
 *
 * <p>Thread-safe. A call holds locks for about ten nanoseconds, or a few per member when a member
 * comes back, and never while user code runs.
 */
public final class SharedEjection {
  /** Read under the lock of any stripe, and changed under the locks of all. */
  private final Ejection whole;

  private final Stripes<EjectionStripe> stripes;

  /** See {@link Ejection#Ejection}. */
  public SharedEjection(int members, double share, int inARow, Duration base) {
    this(members, share, inARow, base, Stripes.USUAL);
  }

  /**
   * The same with a given number of stripes; the default is four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number, or another setting is out of its
   *     range
   */
  public SharedEjection(int members, double share, int inARow, Duration base, int stripes) {
    whole = new Ejection(members, share, inARow, base);
    EjectionStripe[] parts = new EjectionStripe[Stripes.checked(stripes)];
    for (int i = 0; i < stripes; i++) {
      parts[i] = new EjectionStripe();
    }
    this.stripes = new Stripes<>(parts, whole::collect, whole::agree);
  }

  /** See {@link Ejection#isUsed}. */
  public boolean isUsed(int member, long nowNanos) {
    if (whole.isMember(member)) {
      EjectionStripe stripe = stripes.get(stripes.mine());
      stripe.lock().lock();
      try {
        if (stripe.isCalm(nowNanos)) {
          return !whole.isOut(member);
        }
      } finally {
        stripe.lock().unlock();
      }
    }
    stripes.lockAll();
    try {
      return whole.isUsed(member, nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Ejection#report}. */
  public void report(int member, Outcome outcome, long nowNanos) {
    if (whole.isMember(member)) {
      EjectionStripe stripe = stripes.get(stripes.mine());
      stripe.lock().lock();
      try {
        if (stripe.isCalm(nowNanos) && isNoNews(member, outcome)) {
          return;
        }
      } finally {
        stripe.lock().unlock();
      }
    }
    stripes.lockAll();
    try {
      whole.report(member, outcome, nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  private boolean isNoNews(int member, Outcome outcome) {
    return outcome == Outcome.IGNORED
        || whole.isOut(member)
        || (outcome == Outcome.SUCCESS && whole.isGood(member));
  }

  /** See {@link Ejection#ejected}. */
  public int ejected(long nowNanos) {
    stripes.lockAll();
    try {
      return whole.ejected(nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Ejection#ejections}. */
  public long ejections() {
    stripes.lockAll();
    try {
      return whole.ejections();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Ejection#misused}. */
  public long misused() {
    stripes.lockAll();
    try {
      return whole.misused();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Ejection#lateReadings}. */
  public long lateReadings() {
    stripes.lockAll();
    try {
      return whole.lateReadings();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Ejection#most}. */
  public int most() {
    // Final, so no lock is needed.
    return whole.most();
  }
}
