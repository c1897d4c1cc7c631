package dev.faultline.stories.breaker;

import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Outcome;
import java.time.Duration;
import java.util.SplittableRandom;

/** A service that calls another through a breaker, while the wall clock is set back once. */
final class Caller {
  static final int LASTS = 720;
  static final int STEPS_BACK_AT = 90;
  static final int FAILS_AT = 100;

  private static final long SECOND = 1_000_000_000;

  /** Results in the window below which no breaker opens. */
  private static final int LEAST = 100;

  private static final long OPEN_SECONDS = 10;

  /** Which breaker, and which clock it reads. */
  enum Kind {
    WALL,
    MONOTONIC,
    OURS
  }

  private final double[] sent = new double[LASTS];
  private final double[] refused = new double[LASTS];
  private final double[] failed = new double[LASTS];
  private final double rate;
  private final double stepBack;
  private final Kind kind;
  private final SplittableRandom random;
  private final WallClockWindow window = new WallClockWindow(1_000_000);
  private final CircuitBreaker breaker;
  private double openUntil = -1;
  private int through;
  private double opens = -1;

  Caller(long seed, double rate, double stepBack, Kind kind) {
    random = new SplittableRandom(seed);
    this.rate = rate;
    this.stepBack = stepBack;
    this.kind = kind;
    breaker =
        new CircuitBreaker(
            BreakerSettings.DEFAULT
                .withWindow(Duration.ofSeconds(60), LEAST)
                .withOpen(Duration.ofSeconds(OPEN_SECONDS), Duration.ofSeconds(60)),
            1,
            0);
  }

  Caller run() {
    double at = 0;
    while (true) {
      at += -StrictMath.log(1 - random.nextDouble()) / rate;
      if (at >= LASTS) {
        return this;
      }
      call(at);
    }
  }

  private void call(double at) {
    int second = (int) at;
    boolean fails = at >= FAILS_AT;
    boolean passes = kind == Kind.OURS ? ours(at, fails) : windowed(at, fails);
    if (!passes) {
      refused[second]++;
      opens = opens < 0 ? at - FAILS_AT : opens;
      return;
    }
    sent[second]++;
    if (fails) {
      failed[second]++;
      through++;
    }
  }

  private boolean ours(double at, boolean fails) {
    long now = (long) (at * SECOND);
    long permit = breaker.tryAcquire(now);
    if (permit == CircuitBreaker.REFUSED) {
      return false;
    }
    breaker.report(permit, fails ? Outcome.ERROR : Outcome.SUCCESS, now);
    return true;
  }

  private boolean windowed(double at, boolean fails) {
    double clock = kind == Kind.WALL && at >= STEPS_BACK_AT ? at - stepBack : at;
    if (clock < openUntil) {
      return false;
    }
    window.count(fails, 1_000_000 + (long) clock);
    if (window.calls() >= LEAST && window.failures() * 2 >= window.calls()) {
      openUntil = clock + OPEN_SECONDS;
    }
    return true;
  }

  double[] sent() {
    return sent;
  }

  double[] refused() {
    return refused;
  }

  double[] failed() {
    return failed;
  }

  /** Failing calls that the breaker let pass. */
  int through() {
    return through;
  }

  /** Seconds from the first failure until it refused a call; -1 if it never did. */
  double opens() {
    return opens;
  }
}
