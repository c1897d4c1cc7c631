package dev.faultline.examples.guards.faces;

import dev.faultline.guard.admission.AdaptiveLimit;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Rounds of an adaptive limit of 10, which one more answer ends, and which then goes up by one. */
final class Rounds {
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final int FIRST = 10;

  /** Of a round, however low the limit. */
  private static final int ANSWERS = 30;

  private static final long TOOK = 1_000;

  private Rounds() {}

  /** Counts an answer. */
  private interface Count {
    void answered(long started, boolean hasFilled, long now);
  }

  static Face shared() {
    SharedAdaptiveLimit limit = new SharedAdaptiveLimit(FIRST, 1, 100, INTERVAL, 0, 2);
    long now = toTheLastButOne(limit::answered, limit::baseNanos);
    Runnable answer = () -> limit.answered(now, true, now + TOOK);
    return new Both(answer, answer, limit::limit);
  }

  static Face naive() {
    AdaptiveLimit limit = new AdaptiveLimit(FIRST, 1, 100, INTERVAL, 0);
    long now = toTheLastButOne(limit::answered, limit::baseNanos);
    Runnable answer = () -> limit.answered(now, true, now + TOOK);
    return new Both(answer, answer, limit::limit);
  }

  /** Measures the base line, and goes on until two answers end the round. */
  private static long toTheLastButOne(Count count, LongSupplier base) {
    long now = 0;
    while (base.getAsLong() == 0) {
      now += TOOK;
      count.answered(now, false, now + TOOK);
    }
    now += 2 * TOOK;
    for (int i = 0; i < ANSWERS - 2; i++) {
      count.answered(now, false, now + TOOK);
    }
    return now;
  }
}
