package dev.faultline.guard.time;

import dev.faultline.core.Checks;

/**
 * By how much another node's clock is ahead of this one's, by the exchange of NTP (RFC 5905,
 * section 8), as an interval that is certain.
 *
 * <p>A request leaves at t0 and arrives at t1, its answer leaves at t2 and arrives at t3; t1 and t2
 * are of the other's clock. No message arrives before it was sent, so the offset lies between
 * {@code t2 − t3} and {@code t1 − t0}: around {@code ((t1 − t0) + (t2 − t3)) / 2}, and at most half
 * of the round trip away, however asymmetric the link is. The error is exactly half of it when one
 * way takes no time.
 *
 * <p>Intervals get wider with age, and before the exchange, by what the two clocks may drift, and
 * all that are held together are narrower than each. If they contradict one another a clock was
 * set, or drifts more than was promised: that is counted, and the newest alone is believed.
 *
 * <p>Not thread-safe: its owner calls it. All times are in nanoseconds; those of one clock are
 * compared with one another only, so that monotonic clocks will do.
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
   * An offset of which nothing is known.
   *
   * @param driftPpm by how much the two clocks may drift apart, in parts per million, 0 to 100,000;
   *     twice the bound of one clock
   * @throws IllegalArgumentException if it is out of that range
   */
  public ClockOffset(long driftPpm) {
    this.driftPpm = Checks.within("driftPpm", (int) Math.clamp(driftPpm, -1, 1 << 30), 0, 100_000);
  }

  /**
   * Takes an exchange.
   *
   * @param sent t0, here
   * @param arrived t1, there
   * @param answered t2, there
   * @param received t3, here
   * @return whether it could be; one that took less than no time is ignored, and counted
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

  /** Offsets may be of clocks that begin anywhere, and are compared by difference. */
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

  /** Whether there was an exchange. */
  public boolean isKnown() {
    return isKnown;
  }

  /** The least that the other's clock can be ahead; 0 before the first exchange. */
  public long leastNanos(long nowNanos) {
    return isKnown ? from - drift(Nanos.absolute(nowNanos - at)) : 0;
  }

  /** The most that the other's clock can be ahead; 0 before the first exchange. */
  public long mostNanos(long nowNanos) {
    return isKnown ? to + drift(Nanos.absolute(nowNanos - at)) : 0;
  }

  /** The middle of the two. */
  public long estimateNanos(long nowNanos) {
    long least = leastNanos(nowNanos);
    return least + (mostNanos(nowNanos) - least) / 2;
  }

  /** How far the estimate can be from the truth. */
  public long boundNanos(long nowNanos) {
    return mostNanos(nowNanos) - estimateNanos(nowNanos);
  }

  /** Exchanges that were taken. */
  public long samples() {
    return samples;
  }

  /** How often an exchange contradicted those before it: a clock was set, or drifts too much. */
  public long contradictions() {
    return contradictions;
  }

  /** Exchanges that could not be. */
  public long misused() {
    return misused;
  }
}
