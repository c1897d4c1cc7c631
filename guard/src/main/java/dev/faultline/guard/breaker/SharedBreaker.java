package dev.faultline.guard.breaker;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripe;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import java.time.Duration;

/**
 * A {@link CircuitBreaker} for several threads, with the same methods.
 *
 * <p>It has a few stripes, each with a lock: as long as a breaker is open, or is closed and far
 * from opening, each thread decides on its own stripe, and threads do not wait for one another. It
 * opens at the same result as a {@link CircuitBreaker} would. Permits live from the reading of the
 * thread that took them.
 *
 * <p>Thread-safe. A call holds locks for some ten nanoseconds, and never while user code runs.
 */
public final class SharedBreaker {
  /** Guarded by the locks of all stripes. */
  private final CircuitBreaker whole;

  private final BreakerStripe[] stripes;
  private final Duration permitLife;

  /** See {@link CircuitBreaker#CircuitBreaker}. */
  public SharedBreaker(BreakerSettings settings, int id, long nowNanos) {
    this(settings, id, nowNanos, Stripe.USUAL_STRIPES);
  }

  /**
   * With another number of stripes than four.
   *
   * @param stripes a power of two, 1 to 16; about as many as there are processors
   * @throws IllegalArgumentException if it is another number
   */
  public SharedBreaker(BreakerSettings settings, int id, long nowNanos, int stripes) {
    this.stripes = new BreakerStripe[Stripe.checked(stripes)];
    PermitTable[] permits = new PermitTable[stripes];
    for (int i = 0; i < stripes; i++) {
      permits[i] =
          new PermitTable(
              PermitTable.Kind.BREAKER, id, settings.permitLife().toNanos(), i, stripes);
      this.stripes[i] = new BreakerStripe(permits[i]);
    }
    whole = new CircuitBreaker(settings, permits, nowNanos);
    permitLife = settings.permitLife();
    whole.agree(this.stripes);
  }

  /** How long a permit lives. */
  public Duration permitLife() {
    return permitLife;
  }

  /** See {@link CircuitBreaker#tryAcquire}. */
  public long tryAcquire(long nowNanos) {
    int mine = Stripe.mine(stripes.length);
    BreakerStripe stripe = stripes[mine];
    stripe.lock().lock();
    try {
      long permit = stripe.tryAcquire(nowNanos);
      if (permit != BreakerStripe.ASK_WHOLE) {
        return permit;
      }
    } finally {
      stripe.lock().unlock();
    }
    lockAll();
    try {
      return whole.tryAcquire(nowNanos, mine);
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#report}. */
  public void report(long permit, Outcome outcome, long nowNanos) {
    BreakerStripe stripe = stripes[PermitTable.partOf(permit, stripes.length)];
    stripe.lock().lock();
    try {
      if (stripe.report(permit, outcome, nowNanos)) {
        return;
      }
    } finally {
      stripe.lock().unlock();
    }
    lockAll();
    try {
      whole.report(permit, outcome, nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#state}. */
  public State state(long nowNanos) {
    lockAll();
    try {
      return whole.state(nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#remainingOpenNanos}. */
  public long remainingOpenNanos(long nowNanos) {
    lockAll();
    try {
      return whole.remainingOpenNanos(nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#permitsOut}. */
  public int permitsOut(long nowNanos) {
    lockAll();
    try {
      return whole.permitsOut(nowNanos);
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#opened}. */
  public long opened() {
    lockAll();
    try {
      return whole.opened();
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#refused}. */
  public long refused() {
    lockAll();
    try {
      return whole.refused();
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#late}. */
  public long late() {
    lockAll();
    try {
      return whole.late();
    } finally {
      unlockAll();
    }
  }

  /** See {@link CircuitBreaker#misused}. */
  public long misused() {
    lockAll();
    try {
      return whole.misused();
    } finally {
      unlockAll();
    }
  }

  private void lockAll() {
    for (BreakerStripe stripe : stripes) {
      stripe.lock().lock();
    }
    for (BreakerStripe stripe : stripes) {
      whole.collect(stripe);
    }
  }

  private void unlockAll() {
    whole.agree(stripes);
    for (BreakerStripe stripe : stripes) {
      stripe.lock().unlock();
    }
  }
}
