package dev.faultline.guard.queue;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import java.time.Duration;

/**
 * Controlled delay: says which of the work that leaves a queue to drop, so that what stays does not
 * wait for long.
 *
 * <p>It looks at how long each piece of work has waited. A queue that empties now and then is a
 * good one, however long it is for a moment; one in which even the shortest wait of a whole
 * interval was above the target stands. Then one piece of work is dropped, and further ones at
 * times that come closer, with the square root of their number (RFC 8289, sections 4 and 5).
 *
 * <p>Not thread-safe: the consumer of the queue owns it. {@link SharedCoDel} is for several. Time
 * is an argument, of any monotonic clock (see {@link LatestTime}), that with which the work was
 * stamped; waits are what the caller says they are.
 */
public final class CoDel {
  /** Drops of one episode that are counted; so many come at times that lie close enough. */
  private static final int MOST = 1 << 30;

  private final long targetNanos;
  private final long intervalNanos;

  private final LatestTime time = new LatestTime();
  private boolean isAbove;
  private long aboveUntil;
  private boolean dropping;
  private long dropNext;
  private int count;
  private int lastCount;
  private long dropped;
  private long misused;

  /**
   * Creates the state of an empty queue.
   *
   * @param target the wait that is good enough; RFC 8289 has 5 ms for packets
   * @param interval how long the shortest wait has to be above the target, well above the target
   *     (100 ms for packets): with an interval as short as the target each burst is dropped
   * @throws IllegalArgumentException if the interval is not longer than the target
   */
  public CoDel(Duration target, Duration interval) {
    targetNanos = Checks.positiveNanos("target", target);
    intervalNanos = Checks.positiveNanos("interval", interval);
    if (intervalNanos <= targetNanos) {
      throw new IllegalArgumentException(
          "interval is %s, expected more than the target, %s".formatted(interval, target));
    }
  }

  /**
   * Whether to drop a piece of work that leaves the queue now.
   *
   * @param waitedNanos how long it was in the queue; less than nothing, as where its stamp is of
   *     another clock, says nothing: it is counted in {@link #misused()} and has no effect
   * @param isLast whether the queue is empty behind it; such work is never dropped
   * @param nowNanos the time
   */
  public boolean shouldDrop(long waitedNanos, boolean isLast, long nowNanos) {
    long now = time.at(nowNanos);
    if (waitedNanos < 0) {
      misused++;
      return false;
    }
    boolean stands = stands(waitedNanos, isLast, now);
    if (dropping) {
      if (!stands) {
        dropping = false;
      } else if (now - dropNext >= 0) {
        count = Math.min(count + 1, MOST);
        dropNext += controlled();
        dropped++;
        return true;
      }
      return false;
    }
    if (!stands) {
      return false;
    }
    dropping = true;
    // Soon after the last episode it goes on near the rate that was needed then.
    int since = count - lastCount;
    boolean recent = (now - dropNext) / 16 < intervalNanos;
    count = since > 1 && recent ? since : 1;
    lastCount = count;
    dropNext = now + controlled();
    dropped++;
    return true;
  }

  /** How much was dropped. */
  public long dropped() {
    return dropped;
  }

  /** How many waits were less than nothing. */
  public long misused() {
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** Takes note of the time that a stripe has reached. */
  void collect(CoDelStripe stripe) {
    time.reached(stripe.now());
  }

  /** Tells stripes which work changes nothing, and for how long. */
  void agree(CoDelStripe[] stripes) {
    long calm = Long.MAX_VALUE;
    if (isAbove) {
      calm = (dropping ? dropNext : aboveUntil) - time.last();
    }
    for (CoDelStripe stripe : stripes) {
      stripe.agree(time, calm);
      stripe.expect(isAbove);
    }
  }

  boolean isShort(long waitedNanos, boolean isLast) {
    return waitedNanos < targetNanos || isLast;
  }

  private boolean stands(long waitedNanos, boolean isLast, long nowNanos) {
    if (isShort(waitedNanos, isLast)) {
      isAbove = false;
      return false;
    }
    if (!isAbove) {
      isAbove = true;
      aboveUntil = nowNanos + intervalNanos;
      return false;
    }
    return nowNanos - aboveUntil >= 0;
  }

  private long controlled() {
    return (long) (intervalNanos / Math.sqrt(count));
  }
}
