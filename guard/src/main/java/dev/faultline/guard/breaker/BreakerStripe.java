package dev.faultline.guard.breaker;

import dev.faultline.guard.PermitTable;
import dev.faultline.guard.Stripe;
import dev.faultline.guard.breaker.CircuitBreaker.State;

/** What threads decide about one breaker without asking the whole of it. Guarded by its lock. */
final class BreakerStripe extends Stripe {
  /** In place of a permit: the whole has to decide. */
  static final long ASK_WHOLE = -2;

  /** Longer than need be, so that it has a line of memory for itself. */
  private final int[] counts = new int[32];

  private final PermitTable permits;
  private State state = State.HALF_OPEN;
  private int period;
  private boolean isFar;
  private int failuresLeft;
  private int refused;
  private int late;

  BreakerStripe(PermitTable permits) {
    this.permits = permits;
  }

  /** The permits that were given here. */
  PermitTable permits() {
    return permits;
  }

  /**
   * Says what is decided here.
   *
   * @param isFar whether no success can open the breaker
   * @param failures how many failures cannot open it either, whatever the other stripes count
   */
  void allow(State state, int period, boolean isFar, int failures) {
    this.state = state;
    this.period = period;
    this.isFar = isFar;
    failuresLeft = failures;
  }

  /** A permit, {@link CircuitBreaker#REFUSED} or {@link #ASK_WHOLE}. */
  long tryAcquire(long nowNanos) {
    if (!isCalm(nowNanos)) {
      return ASK_WHOLE;
    }
    if (state == State.OPEN) {
      refused++;
      return CircuitBreaker.REFUSED;
    }
    long permit = permits.take(period, now());
    return permit == PermitTable.NONE ? ASK_WHOLE : permit;
  }

  /** Whether the result was taken; else the whole has to. */
  boolean report(long permit, Outcome outcome, long nowNanos) {
    if (!isCalm(nowNanos)) {
      return false;
    }
    boolean isFailure = outcome.isFailure();
    if (state == State.CLOSED && (isFailure ? failuresLeft == 0 : !isFar)) {
      return false;
    }
    int of = permits.giveBack(permit);
    if (of == PermitTable.UNKNOWN) {
      return true;
    }
    if (of != period) {
      late++;
    } else if (outcome != Outcome.IGNORED) {
      counts[outcome.ordinal()]++;
      failuresLeft -= isFailure ? 1 : 0;
    }
    return true;
  }

  int takeCount(Outcome outcome) {
    int count = counts[outcome.ordinal()];
    counts[outcome.ordinal()] = 0;
    return count;
  }

  int takeRefused() {
    int count = refused;
    refused = 0;
    return count;
  }

  int takeLate() {
    int count = late;
    late = 0;
    return count;
  }
}
