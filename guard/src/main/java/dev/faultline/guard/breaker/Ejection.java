package dev.faultline.guard.breaker;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import java.time.Duration;
import java.util.Arrays;

/**
 * Outlier ejection: takes failing members out of a group for a while, up to a limit, so that the
 * remaining members can carry the load.
 *
 * <p>A member that has failed a given number of times in a row is ejected. At most {@code ⌊members
 * × share⌋} members are ejected at once. When all members fail, the cause is probably not in the
 * members: all are used again, and none is ejected until one of them succeeds.
 *
 * <p>The first ejection lasts the base time, the second in a row twice that, and so on up to ten
 * times. A success resets it to the base time.
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedEjection} is for several threads. The caller
 * passes the time, from any monotonic clock (see {@link LatestTime}).
 */
public final class Ejection {
  private static final int LONGEST = 10;

  private final LatestTime time = new LatestTime();
  private final int inARow;
  private final int most;
  private final long baseNanos;
  private final int[] failures;
  private final boolean[] isOut;
  private final long[] backAt;
  private final int[] times;
  private int out;

  /** No ejected member comes back before this time. */
  private long soonest;

  private int bad;
  private long ejections;
  private long misused;

  /**
   * Creates a group whose members are all used.
   *
   * @param members how many there are, 1 to 100,000
   * @param share of the members that may be ejected at once, 0 to 1. If that is less than one
   *     member, no member is ever ejected: see {@link #most}
   * @param inARow failures in a row that eject a member, 1 to 1,000,000
   * @param base how long the first ejection lasts, at most ten years
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public Ejection(int members, double share, int inARow, Duration base) {
    Checks.within("members", members, 1, 100_000);
    // A share such as 0.29 of 100 is 28.999…; what is meant is 29.
    most = (int) Math.floor(members * Checks.within("share", share, 0, 1) + 1e-9);
    this.inARow = Checks.within("inARow", inARow, 1, 1_000_000);
    baseNanos = Checks.positiveNanos("base", base);
    if (base.toDays() > 3653) {
      throw new IllegalArgumentException("base is " + base + ", expected at most ten years");
    }
    failures = new int[members];
    isOut = new boolean[members];
    backAt = new long[members];
    times = new int[members];
  }

  /** How many members may be ejected at once; if 0, this guard does nothing. */
  public int most() {
    return most;
  }

  /** Whether calls may go to a member; false for a member that does not exist. */
  public boolean isUsed(int member, long nowNanos) {
    if (!isMember(member)) {
      misused++;
      return false;
    }
    comeBackIfDue(member, time.at(nowNanos));
    return !isOut[member];
  }

  boolean isMember(int member) {
    return member >= 0 && member < isOut.length;
  }

  /** Whether a member was ejected when the state was last updated. */
  boolean isOut(int member) {
    return isOut[member];
  }

  /** Whether a success of this member would change nothing. */
  boolean isGood(int member) {
    return failures[member] == 0 && times[member] == 0;
  }

  /**
   * Counts how a call to a member ended. {@link Outcome#IGNORED} is not counted.
   *
   * <p>An ejected member may still answer earlier calls: a success does not end its ejection early,
   * and a failure does not prolong it.
   */
  public void report(int member, Outcome outcome, long nowNanos) {
    if (!isMember(member)) {
      misused++;
      return;
    }
    long now = time.at(nowNanos);
    comeBackIfDue(member, now);
    if (outcome == Outcome.IGNORED || isOut[member]) {
      return;
    }
    if (outcome == Outcome.SUCCESS) {
      forgive(member);
      times[member] = 0;
      return;
    }
    if (failures[member] < inARow && ++failures[member] == inARow) {
      bad++;
    }
    if (failures[member] < inARow) {
      return;
    }
    bringBack(now);
    if (bad == failures.length) {
      useAll();
    } else if (out < most) {
      eject(member, now);
    }
  }

  /** How many members are ejected now; {@link #ejections()} counts all ejections so far. */
  public int ejected(long nowNanos) {
    bringBack(time.at(nowNanos));
    return out;
  }

  /** How often a member was ejected. */
  public long ejections() {
    return ejections;
  }

  /** How many calls named a member that does not exist. */
  public long misused() {
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** Records the latest time that a stripe has seen. */
  void collect(EjectionStripe stripe) {
    time.reached(stripe.now());
  }

  /** Tells the stripes how long no ejected member comes back. */
  void agree(EjectionStripe[] stripes) {
    long now = time.last();
    bringBack(now);
    long calm = out == 0 ? Long.MAX_VALUE : soonest - now;
    for (EjectionStripe stripe : stripes) {
      stripe.agree(time, calm);
    }
  }

  private void eject(int member, long now) {
    times[member] = Math.min(LONGEST, times[member] + 1);
    backAt[member] = now + times[member] * baseNanos;
    soonest = out == 0 || backAt[member] - soonest < 0 ? backAt[member] : soonest;
    isOut[member] = true;
    out++;
    ejections++;
  }

  /**
   * Members whose ejection has ended count neither as ejected nor as failing, even if no method was
   * called since.
   */
  private void bringBack(long now) {
    if (out == 0 || now - soonest < 0) {
      return;
    }
    boolean isFirst = true;
    for (int member = 0; member < isOut.length; member++) {
      comeBackIfDue(member, now);
      if (isOut[member] && (isFirst || backAt[member] - soonest < 0)) {
        soonest = backAt[member];
        isFirst = false;
      }
    }
  }

  private void comeBackIfDue(int member, long now) {
    if (isOut[member] && now - backAt[member] >= 0) {
      isOut[member] = false;
      out--;
      forgive(member);
    }
  }

  private void forgive(int member) {
    if (failures[member] == inARow) {
      bad--;
    }
    failures[member] = 0;
  }

  private void useAll() {
    Arrays.fill(isOut, false);
    out = 0;
  }
}
