package dev.faultline.examples.guards.bugs;

import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import java.time.Duration;

/** Counts results, whoever they are of, and waits for them for ever. */
final class NaiveBreaker implements BreakerWorld.Breaker {
  private static final long OPEN = Duration.ofSeconds(4).toNanos();
  private static final int LEAST = 10;

  private final int probes;
  private State state = State.CLOSED;
  private int calls;
  private int failures;
  private int mayPass;
  private int good;
  private long openUntil;

  NaiveBreaker(int probes) {
    this.probes = probes;
  }

  @Override
  public long tryAcquire(long now) {
    return switch (state(now)) {
      case CLOSED -> 0;
      case OPEN -> CircuitBreaker.REFUSED;
      case HALF_OPEN -> mayPass-- > 0 ? 0 : CircuitBreaker.REFUSED;
    };
  }

  @Override
  public void report(long permit, Outcome outcome, long now) {
    switch (state(now)) {
      case CLOSED -> {
        calls++;
        failures += outcome.isFailure() ? 1 : 0;
        if (calls >= LEAST) {
          boolean tooMany = 2 * failures >= calls;
          calls = 0;
          failures = 0;
          if (tooMany) {
            open(now);
          }
        }
      }
      case OPEN -> {}
      case HALF_OPEN -> {
        if (outcome.isFailure()) {
          open(now);
        } else if (outcome == Outcome.IGNORED) {
          mayPass++;
        } else if (++good == probes) {
          state = State.CLOSED;
        }
      }
    }
  }

  @Override
  public State state(long now) {
    if (state == State.OPEN && now - openUntil >= 0) {
      state = State.HALF_OPEN;
      mayPass = probes;
      good = 0;
    }
    return state;
  }

  private void open(long now) {
    state = State.OPEN;
    openUntil = now + OPEN;
  }
}
