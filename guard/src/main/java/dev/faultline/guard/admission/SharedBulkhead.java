package dev.faultline.guard.admission;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripe;
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

  private final BulkheadStripe[] stripes;
  private final Duration permitLife;

  /** Written under the locks of all stripes. */
  private volatile int limit;

  /** See {@link Bulkhead#Bulkhead}. */
  public SharedBulkhead(int limit, Duration permitLife, int id) {
    this(limit, permitLife, id, Stripe.USUAL_STRIPES);
  }

  /**
   * With another number of stripes than four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number, or another setting is out of its
   *     range
   */
  public SharedBulkhead(int limit, Duration permitLife, int id, int stripes) {
    PermitTable[] permits = Bulkhead.tables(id, permitLife, Stripe.checked(stripes));
    this.stripes = new BulkheadStripe[stripes];
    for (int i = 0; i < stripes; i++) {
      this.stripes[i] = new BulkheadStripe(permits[i]);
    }
    // There is no time yet, and so nothing is agreed on before the first call.
    whole = new Bulkhead(limit, permitLife, permits);
    this.permitLife = permitLife;
    this.limit = limit;
  }

  /** How long a permit lives. */
  public Duration permitLife() {
    return permitLife;
  }

  /** See {@link Bulkhead#setLimit}. */
  public void setLimit(int limit) {
    lockAll();
    try {
      whole.setLimit(limit);
      this.limit = limit;
    } finally {
      unlockAll();
    }
  }

  /** The limit now. */
  public int limit() {
    return limit;
  }

  /** See {@link Bulkhead#tryAcquire}. */
  public long tryAcquire(Priority priority, long nowNanos) {
    int mine = Stripe.mine(stripes.length);
    BulkheadStripe stripe = stripes[mine];
    stripe.lock().lock();
    try {
      long permit = stripe.tryAcquire(priority, nowNanos);
      if (permit != BulkheadStripe.ASK_WHOLE) {
        return permit;
      }
    } finally {
      stripe.lock().unlock();
    }
    lockAll();
    try {
      return whole.tryAcquire(priority, nowNanos, mine);
    } finally {
      unlockAll();
    }
  }

  /** See {@link Bulkhead#release}. */
  public boolean release(long permit, long nowNanos) {
    BulkheadStripe stripe = stripes[PermitTable.partOf(permit, stripes.length)];
    stripe.lock().lock();
    try {
      if (stripe.canTakeBack(nowNanos)) {
        return stripe.permits().giveBack(permit) != PermitTable.UNKNOWN;
      }
    } finally {
      stripe.lock().unlock();
    }
    lockAll();
    try {
      return whole.release(permit, nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link Bulkhead#inUse}. */
  public int inUse(long nowNanos) {
    lockAll();
    try {
      return whole.inUse(nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link Bulkhead#refused}. */
  public long refused(Priority priority) {
    lockAll();
    try {
      return whole.refused(priority);
    } finally {
      unlockAll();
    }
  }

  /** See {@link Bulkhead#expired}. */
  public long expired() {
    lockAll();
    try {
      return whole.expired();
    } finally {
      unlockAll();
    }
  }

  /** See {@link Bulkhead#misused}. */
  public long misused() {
    lockAll();
    try {
      return whole.misused();
    } finally {
      unlockAll();
    }
  }

  private void lockAll() {
    for (BulkheadStripe stripe : stripes) {
      stripe.lock().lock();
    }
    for (BulkheadStripe stripe : stripes) {
      whole.collect(stripe);
    }
  }

  private void unlockAll() {
    whole.agree(stripes);
    for (BulkheadStripe stripe : stripes) {
      stripe.lock().unlock();
    }
  }
}
