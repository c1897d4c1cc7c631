package dev.faultline.guard.time;

import dev.faultline.guard.LateReadings;
import dev.faultline.guard.LatestTime;

/**
 * A lease as its holder sees it: it ends before the grantor gives it to somebody else.
 *
 * <p>Thread-safe: one thread keeps the lease, and all may ask whether it holds. Time is an
 * argument, of one monotonic clock that is never set back, such as {@code System.nanoTime()}. A
 * lease that was found to be over is over until it is granted anew: a reading that comes late, from
 * a thread that was held up, does not bring it back.
 *
 * <p>On Linux {@code System.nanoTime()} stands still while the machine is suspended, as a laptop or
 * a virtual machine may be: a holder that wakes up takes its lease for valid although the grantor
 * has given it to somebody else. Where that can happen, pass a clock that goes on ({@code
 * CLOCK_BOOTTIME}), or let the receiver of what is done refuse old terms.
 */
public final class LeaseHolder {
  /** Once dropped, a term is never held again: an answer of its may still be on its way. */
  private record Held(long term, long until, boolean isDropped, boolean wasOver) {}

  private final LateReadings readings = new LateReadings();
  private final long nanos;
  private volatile Held held = new Held(LeaseGrantor.REFUSED, 0, true, true);

  /** A holder that holds nothing. */
  public LeaseHolder(LeaseTerms terms) {
    nanos = terms.holderNanos();
  }

  /**
   * The lease was granted or extended. An answer that comes late, or after another, does no harm.
   *
   * @param term that the grantor gave; {@link LeaseGrantor#REFUSED} is ignored
   * @param askedNanos when the request was <em>sent</em> that this answers
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

  /** Whether the lease may be relied on at this moment. */
  public boolean isHeld(long nowNanos) {
    return leftNanos(nowNanos) > 0;
  }

  /** For how long it may still be relied on, in nanoseconds; 0 if not. */
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

  /** A reading that comes late must not bring it back. */
  private synchronized void wasSeenToBeOver(Held seen) {
    if (held == seen) {
      held = new Held(seen.term(), seen.until(), false, true);
    }
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return readings.count();
  }

  /** The term of the last lease, for those who have to refuse older ones. */
  public long term() {
    return held.term();
  }

  /** Stops relying on the lease. Its term may be given back to the grantor afterwards. */
  public synchronized void drop() {
    held = new Held(held.term(), 0, true, true);
  }
}
