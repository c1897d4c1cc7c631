package dev.faultline.guard.time;

import dev.faultline.guard.LateReadings;
import dev.faultline.guard.LatestTime;

/**
 * A lease as its holder sees it: it ends before the grantor gives it to another holder.
 *
 * <p>Thread-safe: one thread renews the lease, and all threads may ask whether it is held. The
 * caller passes the time, from one monotonic clock that is never set back, such as {@code
 * System.nanoTime()}. A lease that was seen to be over stays over until it is granted again: an old
 * reading from a delayed thread does not revive it.
 *
 * <p>On Linux {@code System.nanoTime()} stops while the machine is suspended, as a laptop or a
 * virtual machine may be: a holder that wakes up considers its lease valid although the grantor may
 * have given it to another holder. If that can happen, pass a clock that keeps running ({@code
 * CLOCK_BOOTTIME}), or let the receivers of the holder's actions refuse old terms.
 */
public final class LeaseHolder {
  /** A dropped term is never held again: a late answer for it may still arrive. */
  private record Held(long term, long until, boolean isDropped, boolean wasOver) {}

  private final LateReadings readings = new LateReadings();
  private final long nanos;
  private volatile Held held = new Held(LeaseGrantor.REFUSED, 0, true, true);

  /** Creates a holder without a lease. */
  public LeaseHolder(LeaseTerms terms) {
    nanos = terms.holderNanos();
  }

  /**
   * The lease was granted or extended. Late or reordered answers do no harm.
   *
   * @param term the granted term; {@link LeaseGrantor#REFUSED} is ignored
   * @param askedNanos when the request for this answer was <em>sent</em>
   */
  public synchronized void granted(long term, long askedNanos) {
    Held now = held;
    long until = askedNanos + nanos;
    boolean isNewer =
        term > now.term() || term == now.term() && !now.isDropped() && until - now.until() > 0;
    if (term != LeaseGrantor.REFUSED && isNewer) {
      held = new Held(term, until, false, false);
    }
  }

  /** Whether the lease is held at this moment. */
  public boolean isHeld(long nowNanos) {
    return leftNanos(nowNanos) > 0;
  }

  /** How long it is still held, in nanoseconds; 0 if it is not held. */
  public long leftNanos(long nowNanos) {
    Held now = held;
    long left = now.until() - readings.at(nowNanos);
    if (now.isDropped() || now.wasOver()) {
      return 0;
    }
    if (left <= 0) {
      wasSeenToBeOver(now);
      return 0;
    }
    return left;
  }

  /** An old reading must not revive the lease. */
  private synchronized void wasSeenToBeOver(Held seen) {
    if (held == seen) {
      held = new Held(seen.term(), seen.until(), false, true);
    }
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return readings.count();
  }

  /** The term of the last lease, for receivers that refuse older ones. */
  public long term() {
    return held.term();
  }

  /** Drops the lease. Its term may be returned to the grantor afterwards. */
  public synchronized void drop() {
    held = new Held(held.term(), 0, true, true);
  }
}
