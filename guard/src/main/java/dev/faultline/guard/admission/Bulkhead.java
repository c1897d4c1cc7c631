package dev.faultline.guard.admission;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import dev.faultline.guard.PermitTable;
import java.time.Duration;

/**
 * Limits how many pieces of work run at once, with a lower limit for less important work.
 *
 * <p>Work of a lower {@link Priority} is refused earlier, so that the remaining places are kept for
 * more important work. A permit that is not returned expires, so that callers that die do not keep
 * their places.
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedBulkhead} is for several threads. Time is an
 * argument, of any monotonic clock (see {@link LatestTime}).
 */
public final class Bulkhead {
  /** Returned in place of a permit. */
  public static final long REFUSED = PermitTable.NONE;

  private static final Priority[] PRIORITIES = Priority.values();

  /** Labels of permits: whether the work took the last place that there was for it. */
  static final int HAS_ROOM_BESIDE = 0;

  private static final int HAS_FILLED = 1;

  private final PermitTable[] permits;
  private final long permitLifeNanos;
  private final LatestTime time = new LatestTime();
  private final int[] rooms = new int[PRIORITIES.length];
  private final long[] refused = new long[rooms.length];
  private int limit;
  private long expired;
  private boolean hasJustRefused;

  /**
   * Creates a bulkhead with nothing in it.
   *
   * @param limit pieces of work at once, 1 to 1,000,000
   * @param permitLife how long a piece of work may take to be reported
   * @param id tells its permits from those of others; the lowest 16 bits count
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public Bulkhead(int limit, Duration permitLife, int id) {
    this(limit, permitLife, tables(id, permitLife, 1));
  }

  /** With permits in several tables, as many as a power of two. */
  Bulkhead(int limit, Duration permitLife, PermitTable[] permits) {
    this.permits = permits;
    permitLifeNanos = permitLife.toNanos();
    setLimit(limit);
  }

  static PermitTable[] tables(int id, Duration permitLife, int parts) {
    long life = Checks.positiveNanos("permitLife", permitLife);
    PermitTable[] tables = new PermitTable[parts];
    for (int i = 0; i < parts; i++) {
      tables[i] = new PermitTable(PermitTable.Kind.BULKHEAD, id, life, i, parts);
    }
    return tables;
  }

  /** Changes the limit; what is in keeps its permit. */
  public void setLimit(int limit) {
    this.limit = Checks.within("limit", limit, 1, 1_000_000);
    for (Priority priority : PRIORITIES) {
      // At least one, or a small bulkhead would never let recovery happen.
      rooms[priority.ordinal()] = priority.roomOf(limit);
    }
  }

  /** The limit now. */
  public int limit() {
    return limit;
  }

  /**
   * Asks for room.
   *
   * @return a permit to give back, or {@link #REFUSED}
   */
  public long tryAcquire(Priority priority, long nowNanos) {
    return tryAcquire(priority, nowNanos, 0);
  }

  /** A permit from one of the tables, or from the next that has room. */
  long tryAcquire(Priority priority, long nowNanos, int table) {
    long now = advance(nowNanos);
    long permit = REFUSED;
    int left = rooms[priority.ordinal()] - out();
    for (int i = 0; left > 0 && permit == REFUSED && i < permits.length; i++) {
      int label = left == 1 ? HAS_FILLED : HAS_ROOM_BESIDE;
      permit = permits[(table + i) % permits.length].take(label, now);
    }
    if (permit == REFUSED) {
      refused[priority.ordinal()]++;
      hasJustRefused = true;
    }
    return permit;
  }

  /**
   * Gives a permit back.
   *
   * @return whether it was out; one that comes back twice, too late, or belongs to another bulkhead
   *     has no effect
   */
  public boolean release(long permit, long nowNanos) {
    advance(nowNanos);
    PermitTable table = permits[PermitTable.partOf(permit, permits.length)];
    return table.giveBack(permit) != PermitTable.UNKNOWN;
  }

  /**
   * Whether work that is in took the last place that there was for its priority. Whoever gives its
   * permit back asks before: {@link AdaptiveLimit#answered(long, boolean, long)} has to know.
   *
   * @return false for a permit that is not out, too
   */
  public boolean hasFilled(long permit) {
    return hasFilled(permits[PermitTable.partOf(permit, permits.length)], permit);
  }

  static boolean hasFilled(PermitTable table, long permit) {
    return table.label(permit) == HAS_FILLED;
  }

  /** How many pieces of work are in. */
  public int inUse(long nowNanos) {
    advance(nowNanos);
    return out();
  }

  /** How many of a level were refused. */
  public long refused(Priority priority) {
    return refused[priority.ordinal()];
  }

  /** How many permits ended because nobody gave them back. */
  public long expired() {
    return expired;
  }

  /** How many permits came back twice, too late, or from elsewhere. */
  public long misused() {
    long misused = 0;
    for (PermitTable table : permits) {
      misused += table.refused();
    }
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** Takes note of what a stripe has counted, and of the time that it has reached. */
  void collect(BulkheadStripe stripe) {
    time.reached(stripe.now());
    for (Priority priority : PRIORITIES) {
      refused[priority.ordinal()] += stripe.takeRefused(priority);
    }
    hasJustRefused = false;
  }

  /** Tells stripes what they may give by themselves from now on, and for how long. */
  void agree(BulkheadStripe[] stripes) {
    long now = time.last();
    long calm = permitLifeNanos;
    for (PermitTable table : permits) {
      if (table.isAnyOut()) {
        calm = Math.min(calm, table.nextDeadline() - now);
      }
    }
    int out = out();
    // The least important work that still finds room, and what it would leave.
    int least = PRIORITIES.length - 1;
    while (least >= 0 && rooms[least] <= out) {
      least--;
    }
    int fullFrom = hasJustRefused ? least + 1 : Integer.MAX_VALUE;
    // Who takes the last place is told so, and only the whole knows which that is.
    int left = least < 0 ? 0 : rooms[least] - out - 1;
    for (int i = 0; i < stripes.length; i++) {
      stripes[i].agree(time, calm);
      stripes[i].allow(
          least, left / stripes.length + (i < left % stripes.length ? 1 : 0), fullFrom);
    }
  }

  private int out() {
    int out = 0;
    for (PermitTable table : permits) {
      out += table.out();
    }
    return out;
  }

  private long advance(long nowNanos) {
    long now = time.at(nowNanos);
    for (PermitTable table : permits) {
      while (table.expire(now) != PermitTable.UNKNOWN) {
        expired++;
      }
    }
    return now;
  }
}
