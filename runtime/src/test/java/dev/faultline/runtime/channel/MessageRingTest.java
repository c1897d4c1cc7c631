package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageRingTest {
  private static final int THREADS = 4;
  private static final int MESSAGES = 50_000;

  @Test
  void it_is_a_bounded_queue_of_messages() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MessageRing ring = new MessageRing(1024);
      Deque<byte[]> expected = new ArrayDeque<>();
      for (int i = 0; i < 2_000; i++) {
        byte[] bytes = new byte[random.nextInt(ring.longest() + 1)];
        random.nextBytes(bytes);
        if (ring.put(MemorySegment.ofArray(bytes), 0, bytes.length) >= 0) {
          expected.add(bytes);
        } else {
          assertThat(expected).as("seed %d", seed).isNotEmpty();
        }
        int take = random.nextInt(3);
        int[] taken = new int[1];
        ring.drain((position, memory, offset, length) -> {
          if (taken[0] == take) {
            return false;
          }
          taken[0]++;
          byte[] got = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
          assertThat(got).isEqualTo(expected.remove());
          return true;
        });
      }
    }
  }

  /** The room that had been claimed was never written, and everything behind it waited for it. */
  @Test
  void what_cannot_be_copied_is_refused_and_holds_up_nothing() {
    MessageRing ring = new MessageRing(1024);
    byte[] bytes = new byte[100];
    MemorySegment good = MemorySegment.ofArray(bytes);
    MemorySegment closed;
    try (Arena arena = Arena.ofShared()) {
      closed = arena.allocate(100);
    }
    for (int round = 0; round < 100; round++) {
      assertThatThrownBy(() -> ring.put(good, 50, 51))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ring.put(good, -1, 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ring.put(good, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ring.put(closed, 0, 100)).isInstanceOf(IllegalStateException.class);
      bytes[0] = (byte) round;
      assertThat(ring.put(good, 0, 100)).isGreaterThanOrEqualTo(0);
      assertThat(ring.drain((position, memory, offset, length) -> length == 100)).isEqualTo(1);
    }
    ring.close();
    assertThat(ring.finished()).isTrue();
  }

  @Test
  void many_threads_lose_nothing_and_keep_their_orders() throws InterruptedException {
    MessageRing ring = new MessageRing(1 << 14);
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int id = t;
      threads[t] = new Thread(() -> produce(ring, id));
      threads[t].start();
    }
    long[] last = new long[THREADS];
    long[] count = new long[1];
    while (count[0] < (long) THREADS * MESSAGES) {
      int drained =
          ring.drain((position, memory, offset, length) -> {
            int id = memory.get(ValueLayout.JAVA_INT, offset);
            long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 4);
            if (number != ++last[id]) {
              throw new AssertionError(number + " of thread " + id + " after " + (last[id] - 1));
            }
            count[0]++;
            return true;
          });
      if (drained == 0) {
        Thread.yield();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void produce(MessageRing ring, int id) {
    MemorySegment message = MemorySegment.ofArray(new byte[100]);
    message.set(ValueLayout.JAVA_INT_UNALIGNED, 0, id);
    for (long number = 1; number <= MESSAGES; number++) {
      message.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, number);
      while (ring.put(message, 0, 12 + (int) (number % 80)) < 0) {
        Thread.yield();
      }
    }
  }
}
