package dev.faultline.examples.resilience4j;

import dev.faultline.examples.guards.bugs.BreakerWorld;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Resilience4j's breaker, as its documentation says to use it. */
final class Published implements BreakerWorld.Breaker {
  private final CircuitBreaker breaker;

  private Published(CircuitBreakerConfig config) {
    breaker = CircuitBreaker.of("server", config);
  }

  /** Opens when half of at least 100 calls within a minute failed. */
  static Published ofTime(Clock clock) {
    return new Published(
        CircuitBreakerConfig.custom()
            .clock(clock)
            .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
            .slidingWindowType(SlidingWindowType.TIME_BASED)
            .slidingWindowSize(60)
            .minimumNumberOfCalls(100)
            .failureRateThreshold(50)
            .build());
  }

  /** Opens when half of ten calls failed, for four seconds; two probes. */
  static Published ofCalls(Clock clock) {
    return new Published(
        CircuitBreakerConfig.custom()
            .clock(clock)
            .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(10)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(4))
            .permittedNumberOfCallsInHalfOpenState(2)
            .build());
  }

  @Override
  public long tryAcquire(long now) {
    return breaker.tryAcquirePermission() ? 0 : dev.faultline.guard.breaker.CircuitBreaker.REFUSED;
  }

  @Override
  public void report(long permit, Outcome outcome, long now) {
    switch (outcome) {
      case SUCCESS -> breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      case ERROR, TIMEOUT, OVERLOAD ->
          breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException(outcome.name()));
      case IGNORED -> breaker.releasePermission();
    }
  }

  @Override
  public State state(long now) {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> State.OPEN;
      case HALF_OPEN -> State.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
    };
  }
}
