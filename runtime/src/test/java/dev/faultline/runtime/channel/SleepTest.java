package dev.faultline.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.base.Sleep;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who brings a message and who is about to sleep never miss each other. */
class SleepTest {
  private static final int ROUNDS = 300_000;

  @Test
  void a_message_is_seen_before_the_sleep_or_wakes_the_sleeper() throws InterruptedException {
    MessageRing ring = new MessageRing(1 << 10);
    Sleep sleep = new Sleep();
    MemorySegment message = MemorySegment.ofArray(new byte[8]);
    AtomicInteger ready = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    boolean[] wakes = new boolean[1];
    Thread sender =
        new Thread(() -> {
          for (int round = 1; round <= ROUNDS; round++) {
            meet(ready, round);
            ring.put(message, 0, 8);
            wakes[0] = sleep.needsWaking();
            meet(done, round);
          }
        });
    sender.start();
    int missed = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      meet(ready, round);
      sleep.begins();
      boolean seen = ring.drain((position, memory, offset, length) -> true) > 0;
      meet(done, round);
      sleep.ends();
      if (!seen) {
        ring.drain((position, memory, offset, length) -> true);
      }
      missed += !seen && !wakes[0] ? 1 : 0;
    }
    sender.join();
    assertThat(missed).isZero();
  }

  /** Both threads go on from here together, as nearly as two processors let them. */
  private static void meet(AtomicInteger at, int round) {
    at.incrementAndGet();
    int spins = 0;
    while (at.get() < 2 * round) {
      if (++spins > 10_000) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
