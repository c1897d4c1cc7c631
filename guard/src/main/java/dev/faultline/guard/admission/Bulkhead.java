package dev.faultline.guard.admission;

import dev.faultline.core.Checks;
import dev.faultline.guard.PermitTable;
import dev.faultline.guard.SteadyTime;
import java.time.Duration;

/**
 * At most so many pieces of work at once, less for work that is less important.
 *
 * <p>Work of a lower {@link Priority} is refused earlier, so that the rest of the room is kept for
 * what matters more. A permit that nobody returns ends by itself, so that callers that die do not
 * use the room up for good.
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedBulkhead} is for several threads.
 */
public final class Bulkhead {
  /** Returned in place of a permit. */
  public static final long REFUSED = PermitTable.NONE;

  private final PermitTable permits;
  private final SteadyTime time = new SteadyTime();
  private final int[] rooms = new int[Priority.values().length];
  private final long[] refused = new long[rooms.length];
  private int limit;
  private long expired;

  /**
   * Creates a bulkhead with nothing in it.
   *
   * @param limit pieces of work at once, 1 to 1,000,000
   * @param permitLife how long a piece of work may take to be reported
   * @param id tells its permits from those of others; the lowest 16 bits count
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public Bulkhead(int limit, Duration permitLife, int id) {
    permits = new PermitTable(id, Checks.positiveNanos("permitLife", permitLife));
    setLimit(limit);
  }

  /** Changes the limit; what is in keeps its permit. */
  public void setLimit(int limit) {
    this.limit = Checks.within("limit", limit, 1, 1_000_000);
    for (Priority priority : Priority.values()) {
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
    long now = advance(nowNanos);
    if (permits.out() >= rooms[priority.ordinal()]) {
      refused[priority.ordinal()]++;
      return REFUSED;
    }
    return permits.take(priority.ordinal(), now);
  }

  /**
   * Gives a permit back.
   *
   * @return whether it was out; one that comes back twice, too late, or belongs to another bulkhead
   *     has no effect
   */
  public boolean release(long permit, long nowNanos) {
    advance(nowNanos);
    return permits.giveBack(permit) != PermitTable.UNKNOWN;
  }

  /** How many pieces of work are in. */
  public int inUse(long nowNanos) {
    advance(nowNanos);
    return permits.out();
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
    return permits.refused();
  }

  private long advance(long nowNanos) {
    long now = time.at(nowNanos);
    while (permits.expire(now) != PermitTable.UNKNOWN) {
      expired++;
    }
    return now;
  }
}
