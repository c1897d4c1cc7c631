package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues between threads. */
final class BoundedQueueThreadsTest {
  @ParameterizedTest(name = "from {0} on the newest first")
  @ValueSource(ints = {0, 3})
  void what_several_producers_put_arrives_once_each(int longFrom) throws InterruptedException {
    int each = 20_000;
    QueueSettings<Integer> settings = QueueSettings.of(4);
    BoundedQueue<Integer> queue =
        new BoundedQueue<>(
            longFrom == 0 ? settings : settings.newestFirst(longFrom), System::nanoTime);
    AtomicIntegerArray seen = new AtomicIntegerArray(2 * each);
    AtomicInteger left = new AtomicInteger(2 * each);
    List<Thread> threads = new ArrayList<>();
    for (int producer = 0; producer < 2; producer++) {
      int from = producer * each;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = from; i < from + each; i++) {
                  try {
                    queue.put(i);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }));
    }
    for (int consumer = 0; consumer < 2; consumer++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (left.getAndDecrement() > 0) {
                  try {
                    seen.incrementAndGet(queue.take());
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 2 * each; i++) {
      assertThat(seen.get(i)).as("element %d", i).isEqualTo(1);
    }
    assertThat(queue.size()).isZero();
  }

  @Test
  void a_producer_waits_for_room_and_a_consumer_for_elements() throws InterruptedException {
    BoundedQueue<Integer> queue = new BoundedQueue<>(QueueSettings.of(2), System::nanoTime);
    List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(3);
    Thread consumer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 3; i++) {
                  taken.add(queue.take());
                  done.countDown();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    for (int i = 0; i < 3; i++) {
      queue.put(i);
    }
    done.await();
    consumer.join();
    assertThat(taken).containsExactly(0, 1, 2);
    assertThat(queue.poll(0)).isNull();
    assertThat(queue.poll(-5)).isNull();
    assertThat(queue.offer(1) && queue.offer(2)).isTrue();
    assertThat(queue.offer(3, 1_000)).isFalse();
    assertThat(queue.offer(3, Long.MIN_VALUE)).isFalse();
    assertThat(queue.refused()).isEqualTo(2);
  }
}
