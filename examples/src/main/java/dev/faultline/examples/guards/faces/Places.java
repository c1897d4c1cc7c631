package dev.faultline.examples.guards.faces;

import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedBulkhead;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One thread asks twice for one of two places, another once; counts how many got in. */
final class Places implements Face {
  private static final Duration LIFE = Duration.ofSeconds(1);

  private final BooleanSupplier attempt;
  private final AtomicInteger got = new AtomicInteger();

  private Places(BooleanSupplier attempt) {
    this.attempt = attempt;
  }

  static Places shared() {
    SharedBulkhead bulkhead = new SharedBulkhead(2, LIFE, 1, 2);
    // The first call shares the places out between the stripes.
    bulkhead.inUse(0);
    return new Places(() -> bulkhead.tryAcquire(Priority.CRITICAL, 0) != Bulkhead.REFUSED);
  }

  static Places naive() {
    Bulkhead bulkhead = new Bulkhead(2, LIFE, 1);
    return new Places(() -> bulkhead.tryAcquire(Priority.CRITICAL, 0) != Bulkhead.REFUSED);
  }

  @Override
  public void first() {
    second();
    second();
  }

  @Override
  public void second() {
    if (attempt.getAsBoolean()) {
      got.incrementAndGet();
    }
  }

  @Override
  public int outcome() {
    return got.get();
  }
}
