package dev.faultline.guard.call;

import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all calls to one target share. Each guard may be absent.
 *
 * <p>Thread-safe, as the guards are.
 *
 * @param breaker stops calls to a target that fails
 * @param bulkhead bounds attempts at once
 * @param limit finds the limit of the bulkhead from how long answers take; not without a bulkhead
 * @param budget bounds retries and hedges as a share of the calls
 * @param limiter bounds attempts in time
 */
public record Guards(
    @Nullable SharedBreaker breaker,
    @Nullable SharedBulkhead bulkhead,
    @Nullable SharedAdaptiveLimit limit,
    @Nullable RetryBudget budget,
    @Nullable RateLimiter limiter) {

  /**
   * Guards of one target.
   *
   * @throws IllegalArgumentException if there is an adaptive limit without a bulkhead
   */
  public Guards {
    if (limit != null && bulkhead == null) {
      throw new IllegalArgumentException(
          "limit is given without a bulkhead, expected both: it is the bulkhead's limit");
    }
  }

  /** No guard at all. */
  public static final Guards NONE = new Guards(null, null, null, null, null);

  /** Which guard refused an attempt. */
  public enum Refusal {
    /** The time that is left is too short. */
    DEADLINE,
    /** The breaker is open, or its probes are out. */
    BREAKER,
    /** There is no room for work of this priority. */
    BULKHEAD,
    /** Too large a share of the calls was retried or hedged. */
    BUDGET,
    /** The rate is used up. */
    LIMITER,
    /** No guard: the caller's own side could not send it; see {@link Call#notSent}. */
    EXECUTOR
  }

  /** The same with a breaker. */
  public Guards with(SharedBreaker breaker) {
    return new Guards(breaker, bulkhead, limit, budget, limiter);
  }

  /** The same with a bulkhead whose limit is set elsewhere, if at all. */
  public Guards with(SharedBulkhead bulkhead) {
    return new Guards(breaker, bulkhead, null, budget, limiter);
  }

  /**
   * The same with a bulkhead whose limit is found from how long answers take. Successes count as
   * answers, overload and timeouts as drops; other endings say nothing about it.
   */
  public Guards with(SharedBulkhead bulkhead, SharedAdaptiveLimit limit) {
    return new Guards(breaker, bulkhead, limit, budget, limiter);
  }

  /** The same with a retry budget. */
  public Guards with(RetryBudget budget) {
    return new Guards(breaker, bulkhead, limit, budget, limiter);
  }

  /** The same with a rate limiter. */
  public Guards with(RateLimiter limiter) {
    return new Guards(breaker, bulkhead, limit, budget, limiter);
  }

  /**
   * These, if their permits outlive attempts; else work would be let in while other work is still
   * at it, answers that are good would count as timeouts, and an attempt that times out would bring
   * back permits that have just expired, as if by mistake.
   */
  Guards checkedFor(CallSettings settings) {
    if (breaker != null) {
      check("breaker", breaker.permitLife(), settings);
    }
    if (bulkhead != null) {
      check("bulkhead", bulkhead.permitLife(), settings);
    }
    return this;
  }

  private static void check(String guard, Duration life, CallSettings settings) {
    if (life.compareTo(settings.attemptTimeout()) <= 0) {
      throw new IllegalArgumentException(
          "permitLife of the %s is %s, expected more than attemptTimeout, %s"
              .formatted(guard, life, settings.attemptTimeout()));
    }
  }

  /**
   * Asks all guards for one attempt, in the order that {@link Call} documents: those whose permits
   * can be given back first, so that a refused attempt uses up as little as possible.
   *
   * @param isFirst whether it is the first attempt of its call, which pays into the budget
   * @return null if the attempt may go out, with its permits in {@code taken}; else who refused it
   */
  @Nullable Refusal admit(Permits taken, Priority priority, boolean isFirst, long now) {
    taken.clear();
    if (breaker != null) {
      taken.breaker = breaker.tryAcquire(now);
      if (taken.breaker == CircuitBreaker.REFUSED) {
        return Refusal.BREAKER;
      }
    }
    if (bulkhead != null) {
      if (limit != null) {
        bulkhead.setLimit(limit.limit());
      }
      taken.bulkhead = bulkhead.tryAcquire(priority, now);
      if (taken.bulkhead == Bulkhead.REFUSED) {
        giveBack(taken, Outcome.IGNORED, now);
        return Refusal.BULKHEAD;
      }
      taken.sent = now;
    }
    if (budget != null && !isFirst && !budget.tryRetry(now)) {
      giveBack(taken, Outcome.IGNORED, now);
      return Refusal.BUDGET;
    }
    if (limiter != null && !limiter.tryAcquire(now)) {
      giveBack(taken, Outcome.IGNORED, now);
      return Refusal.LIMITER;
    }
    if (budget != null && isFirst) {
      budget.request(now);
    }
    return null;
  }

  /** Gives the permits of an attempt back. */
  void giveBack(Permits taken, Outcome outcome, long now) {
    if (breaker != null && taken.breaker != CircuitBreaker.REFUSED) {
      breaker.report(taken.breaker, outcome, now);
    }
    if (bulkhead != null && taken.bulkhead != Bulkhead.REFUSED) {
      boolean hasFilled = learns(outcome) && bulkhead.hasFilled(taken.bulkhead);
      bulkhead.release(taken.bulkhead, now);
      learn(taken.sent, hasFilled, outcome, now);
    }
    taken.clear();
  }

  private boolean learns(Outcome outcome) {
    return limit != null && outcome == Outcome.SUCCESS;
  }

  private void learn(long sent, boolean hasFilled, Outcome outcome, long now) {
    if (limit == null) {
      return;
    }
    switch (outcome) {
      case SUCCESS -> limit.answered(sent, hasFilled, now);
      case OVERLOAD, TIMEOUT -> limit.dropped();
      case ERROR, IGNORED -> {}
    }
  }

  /** What one attempt holds. */
  static final class Permits {
    private long breaker = CircuitBreaker.REFUSED;
    private long bulkhead = Bulkhead.REFUSED;
    private long sent;

    private void clear() {
      breaker = CircuitBreaker.REFUSED;
      bulkhead = Bulkhead.REFUSED;
    }
  }
}
