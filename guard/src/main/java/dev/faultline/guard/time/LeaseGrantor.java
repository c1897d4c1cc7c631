package dev.faultline.guard.time;

import dev.faultline.guard.LatestTime;

/**
 * Grants a lease to one holder at a time.
 *
 * <p>Each new holder gets a term that is higher than all before. Send the term with every action
 * under the lease, and let the receiver refuse lower ones (a fencing token), since a holder may be
 * paused between its check of the clock and its action. Extending, returning and revoking name
 * their term: requests of an old term are refused, however late they arrive.
 *
 * <p>A restarted grantor does not know what it had granted: {@link #recovered} grants nothing for
 * the length of one lease.
 *
 * <p>Not thread-safe: its owner calls it. The caller passes the time, from one monotonic clock that
 * is never set back, such as {@code System.nanoTime()}. An old reading from a delayed thread never
 * ends a lease early. On Linux {@code nanoTime} stops while the machine is suspended: a grantor
 * that was suspended ends leases late, which is safe, but a holder that was suspended considers its
 * lease valid for too long (see {@link LeaseHolder}).
 */
public final class LeaseGrantor {
  /** Returned instead of a term: another holder has the lease, or may have it. */
  public static final long REFUSED = 0;

  private final LatestTime time = new LatestTime();
  private final long nanos;
  private long term;
  private long holder;
  private boolean isHeld;
  private long until;
  private long refused;

  private LeaseGrantor(LeaseTerms terms, long lastTerm, boolean isHeld, long nowNanos) {
    if (lastTerm < 0) {
      throw new IllegalArgumentException("lastTerm is " + lastTerm + ", expected 0 or more");
    }
    nanos = terms.grantorNanos();
    term = lastTerm;
    holder = -1;
    this.isHeld = isHeld;
    until = time.at(nowNanos) + nanos;
  }

  /** Creates a grantor that has never granted the lease, not even before a restart. */
  public static LeaseGrantor first(LeaseTerms terms, long nowNanos) {
    return new LeaseGrantor(terms, 0, false, nowNanos);
  }

  /**
   * Creates a grantor after a restart.
   *
   * @param lastTerm the highest granted term or a higher one; from disk
   */
  public static LeaseGrantor recovered(LeaseTerms terms, long lastTerm, long nowNanos) {
    return new LeaseGrantor(terms, lastTerm, true, nowNanos);
  }

  /**
   * Grants the lease, or extends it for its holder. After term {@code Long.MAX_VALUE} it is never
   * granted again.
   *
   * @param who the holder, 0 or more
   * @return the term, or {@link #REFUSED}; store a new term before it is sent
   */
  public long grant(long who, long nowNanos) {
    long now = time.at(nowNanos);
    boolean isOver = !isHeld || now - until >= 0;
    boolean isEnd = isOver && term == Long.MAX_VALUE;
    if (who < 0 || isEnd || !isOver && who != holder) {
      refused++;
      return REFUSED;
    }
    if (isOver) {
      term++;
    }
    holder = who;
    isHeld = true;
    until = now + nanos;
    return term;
  }

  /**
   * Ends a lease early: its holder returns it, or the caller has made sure that the holder no
   * longer relies on it.
   *
   * @return whether the term was the current one; a later one is not affected
   */
  public boolean end(long ofTerm, long nowNanos) {
    long now = time.at(nowNanos);
    if (ofTerm != term || !isHeld || holder < 0 || now - until >= 0) {
      refused++;
      return false;
    }
    isHeld = false;
    return true;
  }

  /** Whether a holder has the lease, or may have it. */
  public boolean isHeld(long nowNanos) {
    return time.at(nowNanos) - until < 0 && isHeld;
  }

  /** The highest granted term. */
  public long term() {
    return term;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** How many requests were refused. */
  public long refused() {
    return refused;
  }
}
