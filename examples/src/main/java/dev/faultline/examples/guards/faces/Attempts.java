package dev.faultline.examples.guards.faces;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Two threads ask for one thing; counts how many got it. */
final class Attempts implements Face {
  private final BooleanSupplier attempt;
  private final AtomicInteger got = new AtomicInteger();

  Attempts(BooleanSupplier attempt) {
    this.attempt = attempt;
  }

  @Override
  public void first() {
    if (attempt.getAsBoolean()) {
      got.incrementAndGet();
    }
  }

  @Override
  public void second() {
    first();
  }

  @Override
  public int outcome() {
    return got.get();
  }
}
