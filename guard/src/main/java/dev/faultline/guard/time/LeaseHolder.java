package dev.faultline.guard.time;

/**
 * A lease as its holder sees it: it ends before the grantor gives it to somebody else.
 *
 * <p>Thread-safe: one thread keeps the lease, and all may ask whether it holds. Time is an
 * argument, of one monotonic clock that is never set back, such as {@code System.nanoTime()}.
 *
 * <p>On Linux {@code System.nanoTime()} stands still while the machine is suspended, as a laptop or
 * a virtual machine may be: a holder that wakes up takes its lease for valid although the grantor
 * has given it to somebody else. Where that can happen, pass a clock that goes on ({@code
 * CLOCK_BOOTTIME}), or let the receiver of what is done refuse old terms.
 */
public final class LeaseHolder {
  /** Once dropped, a term is never held again: an answer of its may still be on its way. */
  private record Held(long term, long until, boolean isDropped) {}

  private final long nanos;
  private volatile Held held = new Held(LeaseGrantor.REFUSED, 0, true);

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
      held = new Held(term, until, false);
    }
  }

  /** Whether the lease may be relied on at this moment. */
  public boolean isHeld(long nowNanos) {
    return leftNanos(nowNanos) > 0;
  }

  /** For how long it may still be relied on, in nanoseconds; 0 if not. */
  public long leftNanos(long nowNanos) {
    Held now = held;
    return now.isDropped() ? 0 : Math.max(0, now.until() - nowNanos);
  }

  /** The term of the last lease, for those who have to refuse older ones. */
  public long term() {
    return held.term();
  }

  /** Stops relying on the lease. Its term may be given back to the grantor afterwards. */
  public synchronized void drop() {
    held = new Held(held.term(), 0, true);
  }
}
