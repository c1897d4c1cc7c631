package dev.faultline.examples.guards.faces;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/** One thread asks at 1,000 ns; the other with a reading of 0, and then at 1,000 ns too. */
final class LateReading implements Face {
  private static final long NOW = 1_000;

  private final LongPredicate limiter;
  private final AtomicInteger passed = new AtomicInteger();

  LateReading(LongPredicate limiter) {
    this.limiter = limiter;
  }

  @Override
  public void first() {
    if (limiter.test(NOW)) {
      passed.incrementAndGet();
    }
  }

  @Override
  public void second() {
    boolean before = limiter.test(0);
    if (!before && limiter.test(NOW)) {
      passed.incrementAndGet();
    }
  }

  @Override
  public int outcome() {
    return passed.get();
  }
}
