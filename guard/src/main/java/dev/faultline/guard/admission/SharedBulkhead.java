package dev.faultline.guard.admission;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripes;
import java.time.Duration;

/**
 * A {@link Bulkhead} for several threads, with the same methods.
 *
 * <p>It has a few stripes, each with a lock: as long as there is room enough, each thread decides
 * on its own stripe, and threads do not wait for one another. The last places are given, and work
 * is refused, as a {@link Bulkhead} would. Permits live from the reading of the thread that took
 * them.
 *
 * <p>Thread-safe. A call holds locks for some ten nanoseconds, and never while user code runs.
 */
public final class SharedBulkhead {
  /** Guarded by the locks of all stripes. */
  private final Bulkhead whole;

  private final Stripes<BulkheadStripe> stripes;
  private final Duration permitLife;

  /** Written under the locks of all stripes. */
  private volatile int limit;

  /** See {@link Bulkhead#Bulkhead}. */
  public SharedBulkhead(int limit, Duration permitLife, int id) {
    this(limit, permitLife, id, Stripes.USUAL);
  }

  /**
   * With another number of stripes than four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number, or another setting is out of its
   *     range
   */
  public SharedBulkhead(int limit, Duration permitLife, int id, int stripes) {
    PermitTable[] permits = Bulkhead.tables(id, permitLife, Stripes.checked(stripes));
    BulkheadStripe[] parts = new BulkheadStripe[stripes];
    for (int i = 0; i < stripes; i++) {
      parts[i] = new BulkheadStripe(permits[i]);
    }
    // There is no time yet, and so nothing is agreed on before the first call.
    whole = new Bulkhead(limit, permitLife, permits);
    this.stripes = new Stripes<>(parts, whole::collect, whole::agree);
    this.permitLife = permitLife;
    this.limit = limit;
  }

  /** How long a permit lives. */
  public Duration permitLife() {
    return permitLife;
  }

  /** See {@link Bulkhead#setLimit}. */
  public void setLimit(int limit) {
    if (limit == this.limit) {
      return;
    }
    stripes.lockAll();
    try {
      whole.setLimit(limit);
      this.limit = limit;
    } finally {
      stripes.unlockAll();
    }
  }

  /** The limit now. */
  public int limit() {
    return limit;
  }

  /** See {@link Bulkhead#tryAcquire}. */
  public long tryAcquire(Priority priority, long nowNanos) {
    int mine = stripes.mine();
    BulkheadStripe stripe = stripes.get(mine);
    stripe.lock().lock();
    try {
      long permit = stripe.tryAcquire(priority, nowNanos);
      if (permit != BulkheadStripe.ASK_WHOLE) {
        return permit;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      return whole.tryAcquire(priority, nowNanos, mine);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#release}. */
  public boolean release(long permit, long nowNanos) {
    BulkheadStripe stripe = stripes.get(PermitTable.partOf(permit, stripes.count()));
    stripe.lock().lock();
    try {
      if (stripe.canTakeBack(nowNanos)) {
        return stripe.permits().giveBack(permit) != PermitTable.UNKNOWN;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      return whole.release(permit, nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#hasFilled}. */
  public boolean hasFilled(long permit) {
    BulkheadStripe stripe = stripes.get(PermitTable.partOf(permit, stripes.count()));
    stripe.lock().lock();
    try {
      return Bulkhead.hasFilled(stripe.permits(), permit);
    } finally {
      stripe.lock().unlock();
    }
  }

  /** See {@link Bulkhead#inUse}. It looks at all stripes, and so all threads wait for it. */
  public int inUse(long nowNanos) {
    stripes.lockAll();
    try {
      return whole.inUse(nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#refused}. */
  public long refused(Priority priority) {
    stripes.lockAll();
    try {
      return whole.refused(priority);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#expired}. */
  public long expired() {
    stripes.lockAll();
    try {
      return whole.expired();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#misused}. */
  public long misused() {
    stripes.lockAll();
    try {
      return whole.misused();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link Bulkhead#lateReadings}. */
  public long lateReadings() {
    stripes.lockAll();
    try {
      return whole.lateReadings();
    } finally {
      stripes.unlockAll();
    }
  }
}
