package dev.faultline.guard.time;

import dev.faultline.guard.LatestTime;

/**
 * Grants one thing to one holder at a time.
 *
 * <p>Each new holder gets a term that is higher than all before; send it with what is done under
 * the lease, and let the receiver refuse lower ones (a fencing token), since a holder may be paused
 * between its look at the clock and its deed. Extending, giving back and revoking name their term:
 * those of an old term are refused, however late they come.
 *
 * <p>One that was restarted does not know what it had granted: {@link #recovered} grants nothing
 * for one length.
 *
 * <p>Not thread-safe: its owner calls it. Time is an argument, of one monotonic clock that is never
 * set back, such as {@code System.nanoTime()}. A reading that comes late, from a thread that was
 * held up, ends no lease early. On Linux {@code nanoTime} stands still while the machine is
 * suspended: a grantor that was is late, which is safe, and a holder that was takes its lease for
 * valid too long (see {@link LeaseHolder}).
 */
public final class LeaseGrantor {
  /** In place of a term: somebody else holds it, or may. */
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

  /** A grantor that has granted nothing yet, in no life of its. */
  public static LeaseGrantor first(LeaseTerms terms, long nowNanos) {
    return new LeaseGrantor(terms, 0, false, nowNanos);
  }

  /**
   * A grantor after a restart.
   *
   * @param lastTerm at least the highest that was granted; from disk
   */
  public static LeaseGrantor recovered(LeaseTerms terms, long lastTerm, long nowNanos) {
    return new LeaseGrantor(terms, lastTerm, true, nowNanos);
  }

  /**
   * Grants the lease, or extends it for its holder. After term {@code Long.MAX_VALUE} it is granted
   * to nobody.
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
   * Ends a lease before its time: its holder gives it back, or somebody has made sure that it does
   * not rely on it any more.
   *
   * @return whether that was its term; a later one is left alone
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

  /** Whether somebody holds it, or may. */
  public boolean isHeld(long nowNanos) {
    return time.at(nowNanos) - until < 0 && isHeld;
  }

  /** The highest term that was granted. */
  public long term() {
    return term;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** How often something was refused. */
  public long refused() {
    return refused;
  }
}
