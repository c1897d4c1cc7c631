package dev.faultline.examples.guards.faces;

import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Two threads ask a closed breaker, and report a failure; it opens at two. */
record Failures(Runnable call, IntSupplier opened) implements Face {
  private static final BreakerSettings SETTINGS =
      BreakerSettings.DEFAULT.withWindow(Duration.ofSeconds(10), 2);

  static Failures shared() {
    SharedBreaker breaker = new SharedBreaker(SETTINGS, 1, 0, 2);
    return new Failures(
        () -> breaker.report(breaker.tryAcquire(0), Outcome.ERROR, 0),
        () -> (int) breaker.opened());
  }

  static Failures naive() {
    CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 1, 0);
    return new Failures(
        () -> breaker.report(breaker.tryAcquire(0), Outcome.ERROR, 0),
        () -> (int) breaker.opened());
  }

  @Override
  public void first() {
    call.run();
  }

  @Override
  public void second() {
    call.run();
  }

  @Override
  public int outcome() {
    return opened.getAsInt();
  }
}
