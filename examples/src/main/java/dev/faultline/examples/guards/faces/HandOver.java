package dev.faultline.examples.guards.faces;

import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.QueueSettings;
import java.util.function.LongSupplier;

/** A thread waits for an element, and another puts it. */
final class HandOver implements Face {
  private static final long PATIENCE_NANOS = 500_000;

  private final BoundedQueue<Integer> queue;
  private int taken;

  HandOver(LongSupplier clock) {
    queue = new BoundedQueue<>(QueueSettings.of(2), clock);
  }

  @Override
  public void first() {
    queue.offer(7);
  }

  @Override
  public void second() {
    try {
      // Less than the millisecond after which a waiting thread looks again anyway.
      Integer element = queue.poll(PATIENCE_NANOS);
      taken = element == null ? 0 : element;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int outcome() {
    return taken;
  }
}
