package dev.faultline.guard.breaker;

import dev.faultline.guard.breaker.CircuitBreaker.State;

/**
 * A {@link CircuitBreaker} for several threads: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for some ten nanoseconds, and never while user code runs.
 */
public final class SharedBreaker {
  private final CircuitBreaker breaker;

  /** See {@link CircuitBreaker#CircuitBreaker}. */
  public SharedBreaker(BreakerSettings settings, int id, long nowNanos) {
    breaker = new CircuitBreaker(settings, id, nowNanos);
  }

  /** See {@link CircuitBreaker#tryAcquire}. */
  public synchronized long tryAcquire(long nowNanos) {
    return breaker.tryAcquire(nowNanos);
  }

  /** See {@link CircuitBreaker#report}. */
  public synchronized void report(long permit, Outcome outcome, long nowNanos) {
    breaker.report(permit, outcome, nowNanos);
  }

  /** See {@link CircuitBreaker#state}. */
  public synchronized State state(long nowNanos) {
    return breaker.state(nowNanos);
  }

  /** See {@link CircuitBreaker#remainingOpenNanos}. */
  public synchronized long remainingOpenNanos(long nowNanos) {
    return breaker.remainingOpenNanos(nowNanos);
  }

  /** See {@link CircuitBreaker#opened}. */
  public synchronized long opened() {
    return breaker.opened();
  }

  /** See {@link CircuitBreaker#refused}. */
  public synchronized long refused() {
    return breaker.refused();
  }

  /** See {@link CircuitBreaker#late}. */
  public synchronized long late() {
    return breaker.late();
  }

  /** See {@link CircuitBreaker#misused}. */
  public synchronized long misused() {
    return breaker.misused();
  }
}
