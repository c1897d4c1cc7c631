package dev.faultline.guard.admission;

import java.time.Duration;

/**
 * A {@link Bulkhead} for several threads: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for some ten nanoseconds, and never while user code runs.
 */
public final class SharedBulkhead {
  private final Bulkhead bulkhead;

  /** See {@link Bulkhead#Bulkhead}. */
  public SharedBulkhead(int limit, Duration permitLife, int id) {
    bulkhead = new Bulkhead(limit, permitLife, id);
  }

  /** See {@link Bulkhead#setLimit}. */
  public synchronized void setLimit(int limit) {
    bulkhead.setLimit(limit);
  }

  /** See {@link Bulkhead#tryAcquire}. */
  public synchronized long tryAcquire(Priority priority, long nowNanos) {
    return bulkhead.tryAcquire(priority, nowNanos);
  }

  /** See {@link Bulkhead#release}. */
  public synchronized boolean release(long permit, long nowNanos) {
    return bulkhead.release(permit, nowNanos);
  }

  /** See {@link Bulkhead#inUse}. */
  public synchronized int inUse(long nowNanos) {
    return bulkhead.inUse(nowNanos);
  }

  /** See {@link Bulkhead#refused}. */
  public synchronized long refused(Priority priority) {
    return bulkhead.refused(priority);
  }

  /** See {@link Bulkhead#expired}. */
  public synchronized long expired() {
    return bulkhead.expired();
  }

  /** See {@link Bulkhead#misused}. */
  public synchronized long misused() {
    return bulkhead.misused();
  }
}
