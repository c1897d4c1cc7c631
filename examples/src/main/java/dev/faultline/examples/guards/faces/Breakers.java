package dev.faultline.examples.guards.faces;

import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import java.time.Duration;

/** Breakers that are half open at {@link #LATER}, for one probe. */
final class Breakers {
  static final long LATER = Duration.ofSeconds(20).toNanos();

  private static final BreakerSettings SETTINGS =
      BreakerSettings.DEFAULT.withWindow(Duration.ofSeconds(10), 1).withProbes(1);

  private Breakers() {}

  static CircuitBreaker halfOpen() {
    CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 1, 0);
    breaker.report(breaker.tryAcquire(0), Outcome.ERROR, 0);
    breaker.state(LATER);
    return breaker;
  }

  static SharedBreaker sharedHalfOpen() {
    SharedBreaker breaker = new SharedBreaker(SETTINGS, 1, 0, 2);
    breaker.report(breaker.tryAcquire(0), Outcome.ERROR, 0);
    breaker.state(LATER);
    return breaker;
  }
}
