package dev.faultline.bench.guard;

import dev.faultline.bench.Rounds;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.QueueSettings;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Elements handed from one thread to another, by a bounded queue and by the one that it stands on.
 */
final class QueueRounds {
  private static final int ELEMENTS = 2_000_000;
  private static final int CAPACITY = 1_024;
  private static final int WARM_UPS = 4;
  private static final int ROUNDS = 11;

  void run() {
    LongSupplier clock = System::nanoTime;
    new Rounds("elements/s")
        .add(
            "JCTools MpmcAtomicArrayQueue",
            () -> {
              MpmcAtomicArrayQueue<Integer> queue = new MpmcAtomicArrayQueue<>(CAPACITY);
              return handOver(queue::offer, queue::poll);
            })
        .add(
            "BoundedQueue, refusing",
            () -> {
              BoundedQueue<Integer> queue = new BoundedQueue<>(QueueSettings.of(CAPACITY), clock);
              return handOver(queue::offer, queue::poll);
            })
        .add(
            "BoundedQueue, shedding late",
            () -> {
              long end = System.nanoTime() + (1L << 60);
              BoundedQueue<Integer> queue =
                  new BoundedQueue<>(
                      QueueSettings.<Integer>of(CAPACITY).sheddingLate(element -> end), clock);
              return handOver(queue::offer, queue::poll);
            })
        .add(
            "BoundedQueue, the newest first",
            () -> {
              BoundedQueue<Integer> queue =
                  new BoundedQueue<>(QueueSettings.<Integer>of(CAPACITY).newestFirst(512), clock);
              return handOver(queue::offer, queue::poll);
            })
        .run(WARM_UPS, ROUNDS);
  }

  private static double handOver(Predicate<Integer> offer, Supplier<@Nullable Integer> poll) {
    Integer element = 7;
    long before = System.nanoTime();
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < ELEMENTS; i++) {
                while (!offer.test(element)) {
                  Thread.onSpinWait();
                }
              }
            });
    for (int i = 0; i < ELEMENTS; i++) {
      while (poll.get() == null) {
        Thread.onSpinWait();
      }
    }
    try {
      producer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Rounds.perSecond(ELEMENTS, System.nanoTime() - before);
  }
}
