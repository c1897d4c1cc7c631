package dev.faultline.examples.guards.faces;

import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedBulkhead;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Two threads take the one place, if they get it, and give it back. */
record ThereAndBack(LongSupplier take, LongConsumer giveBack, IntSupplier in) implements Face {
  private static final Duration LIFE = Duration.ofSeconds(1);

  static ThereAndBack shared() {
    SharedBulkhead bulkhead = new SharedBulkhead(1, LIFE, 1, 2);
    bulkhead.inUse(0);
    return new ThereAndBack(
        () -> bulkhead.tryAcquire(Priority.CRITICAL, 0),
        permit -> bulkhead.release(permit, 0),
        () -> bulkhead.inUse(0));
  }

  static ThereAndBack naive() {
    Bulkhead bulkhead = new Bulkhead(1, LIFE, 1);
    return new ThereAndBack(
        () -> bulkhead.tryAcquire(Priority.CRITICAL, 0),
        permit -> bulkhead.release(permit, 0),
        () -> bulkhead.inUse(0));
  }

  @Override
  public void first() {
    long permit = take.getAsLong();
    if (permit != Bulkhead.REFUSED) {
      giveBack.accept(permit);
    }
  }

  @Override
  public void second() {
    first();
  }

  @Override
  public int outcome() {
    return in.getAsInt();
  }
}
