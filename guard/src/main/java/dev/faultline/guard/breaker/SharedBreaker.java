package dev.faultline.guard.breaker;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripes;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import java.time.Duration;

/**
 * A {@link CircuitBreaker} for several threads, with the same methods.
 *
 * <p>It has a few stripes, each with its own lock. While it is open, or closed and far from
 * opening, each thread uses only its own stripe, so threads do not contend. It opens at the same
 * result as a {@link CircuitBreaker} would. The lifetime of a permit starts at the time passed by
 * the thread that acquired it.
 *
 * <p>Thread-safe. A call holds locks for about ten nanoseconds, and never while user code runs.
 */
public final class SharedBreaker {
  /** Guarded by the locks of all stripes. */
  private final CircuitBreaker whole;

  private final Stripes<BreakerStripe> stripes;
  private final Duration permitLife;

  /** See {@link CircuitBreaker#CircuitBreaker}. */
  public SharedBreaker(BreakerSettings settings, int id, long nowNanos) {
    this(settings, id, nowNanos, Stripes.USUAL);
  }

  /**
   * The same with a given number of stripes; the default is four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number
   */
  public SharedBreaker(BreakerSettings settings, int id, long nowNanos, int stripes) {
    BreakerStripe[] parts = new BreakerStripe[Stripes.checked(stripes)];
    PermitTable[] permits = new PermitTable[stripes];
    for (int i = 0; i < stripes; i++) {
      permits[i] =
          new PermitTable(
              PermitTable.Kind.BREAKER, id, settings.permitLife().toNanos(), i, stripes);
      parts[i] = new BreakerStripe(permits[i]);
    }
    whole = new CircuitBreaker(settings, permits, nowNanos);
    permitLife = settings.permitLife();
    this.stripes = new Stripes<>(parts, whole::collect, whole::agree);
  }

  /** How long a permit lives. */
  public Duration permitLife() {
    return permitLife;
  }

  /** See {@link CircuitBreaker#tryAcquire}. */
  public long tryAcquire(long nowNanos) {
    int mine = stripes.mine();
    BreakerStripe stripe = stripes.get(mine);
    stripe.lock().lock();
    try {
      long permit = stripe.tryAcquire(nowNanos);
      if (permit != BreakerStripe.ASK_WHOLE) {
        return permit;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      return whole.tryAcquire(nowNanos, mine);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#report}. */
  public void report(long permit, Outcome outcome, long nowNanos) {
    BreakerStripe stripe = stripes.get(PermitTable.partOf(permit, stripes.count()));
    stripe.lock().lock();
    try {
      if (stripe.report(permit, outcome, nowNanos)) {
        return;
      }
    } finally {
      stripe.lock().unlock();
    }
    stripes.lockAll();
    try {
      whole.report(permit, outcome, nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#state}. */
  public State state(long nowNanos) {
    stripes.lockAll();
    try {
      return whole.state(nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#remainingOpenNanos}. */
  public long remainingOpenNanos(long nowNanos) {
    stripes.lockAll();
    try {
      return whole.remainingOpenNanos(nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#permitsOut}. */
  public int permitsOut(long nowNanos) {
    stripes.lockAll();
    try {
      return whole.permitsOut(nowNanos);
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#opened}. */
  public long opened() {
    stripes.lockAll();
    try {
      return whole.opened();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#refused}. */
  public long refused() {
    stripes.lockAll();
    try {
      return whole.refused();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#late}. */
  public long late() {
    stripes.lockAll();
    try {
      return whole.late();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#misused}. */
  public long misused() {
    stripes.lockAll();
    try {
      return whole.misused();
    } finally {
      stripes.unlockAll();
    }
  }

  /** See {@link CircuitBreaker#lateReadings}. */
  public long lateReadings() {
    stripes.lockAll();
    try {
      return whole.lateReadings();
    } finally {
      stripes.unlockAll();
    }
  }
}
