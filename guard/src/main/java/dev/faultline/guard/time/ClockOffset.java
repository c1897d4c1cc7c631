package dev.faultline.guard.time;

import dev.faultline.core.Checks;

/**
 * How far another node's clock is ahead of this one's, as an interval that certainly contains the
 * offset, measured by NTP's exchange (RFC 5905, section 8).
 *
 * <p>A request leaves at t0 and arrives at t1, its answer leaves at t2 and arrives at t3; t1 and t2
 * are read from the other node's clock. No message arrives before it was sent, so the offset lies
 * between {@code t2 − t3} and {@code t1 − t0}: the estimate is {@code ((t1 − t0) + (t2 − t3)) / 2},
 * and its error is at most half of the round trip, however asymmetric the link is. The error is
 * exactly half if one direction takes no time.
 *
 * <p>Each interval widens with the time from its exchange, by the possible drift of the two clocks;
 * the intersection of several intervals is narrower than each. If two intervals do not intersect, a
 * clock was set or drifts more than its bound: this is counted, and only the newest interval is
 * kept.
 *
 * <p>Not thread-safe: its owner calls it. All times are in nanoseconds; times of one clock are
 * compared only with each other, so monotonic clocks are sufficient.
 */
public final class ClockOffset {
  private static final long PPM = 1_000_000;

  private final long driftPpm;
  private boolean isKnown;
  private long from;
  private long to;
  private long at;
  private long samples;
  private long contradictions;
  private long misused;

  /**
   * Creates an unknown offset.
   *
   * @param driftPpm how fast the two clocks may drift apart, in parts per million, 0 to 100,000;
   *     twice the bound of one clock
   * @throws IllegalArgumentException if it is out of that range
   */
  public ClockOffset(long driftPpm) {
    this.driftPpm = Checks.within("driftPpm", (int) Math.clamp(driftPpm, -1, 1 << 30), 0, 100_000);
  }

  /**
   * Adds an exchange.
   *
   * @param sent t0, here
   * @param arrived t1, there
   * @param answered t2, there
   * @param received t3, here
   * @return whether it is possible; an exchange with a negative round trip is ignored, and counted
   */
  public boolean sample(long sent, long arrived, long answered, long received) {
    long took = received - sent;
    long there = answered - arrived;
    // The two clocks may differ in speed: an answer at once may seem to come before its request.
    long slack = drift(Math.max(0, took));
    if (took < 0 || there < 0 || there - took > slack) {
      misused++;
      return false;
    }
    samples++;
    long low = answered - received - slack;
    long high = arrived - sent + slack;
    if (!isKnown || received - at < 0) {
      isKnown = true;
    } else {
      long older = drift(received - at);
      long bothLow = later(low, from - older);
      long bothHigh = earlier(high, to + older);
      if (bothHigh - bothLow < 0) {
        contradictions++;
      } else {
        low = bothLow;
        high = bothHigh;
      }
    }
    from = low;
    to = high;
    at = received;
    return true;
  }

  /** The clocks may have any origin, so offsets are compared by difference. */
  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private long drift(long nanos) {
    // Rounded up; in double, since a product of long might overflow.
    return (long) Math.ceil((double) nanos * driftPpm / PPM);
  }

  /** Whether an exchange was accepted. */
  public boolean isKnown() {
    return isKnown;
  }

  /** The lower bound of the offset; 0 before the first exchange. */
  public long leastNanos(long nowNanos) {
    return isKnown ? from - drift(Nanos.absolute(nowNanos - at)) : 0;
  }

  /** The upper bound of the offset; 0 before the first exchange. */
  public long mostNanos(long nowNanos) {
    return isKnown ? to + drift(Nanos.absolute(nowNanos - at)) : 0;
  }

  /** The midpoint of the two bounds. */
  public long estimateNanos(long nowNanos) {
    long least = leastNanos(nowNanos);
    return least + (mostNanos(nowNanos) - least) / 2;
  }

  /** The maximum error of the estimate. */
  public long boundNanos(long nowNanos) {
    return mostNanos(nowNanos) - estimateNanos(nowNanos);
  }

  /** How many exchanges were accepted. */
  public long samples() {
    return samples;
  }

  /** How many exchanges contradicted earlier ones: a clock was set, or drifts too much. */
  public long contradictions() {
    return contradictions;
  }

  /** How many exchanges were impossible. */
  public long misused() {
    return misused;
  }
}
