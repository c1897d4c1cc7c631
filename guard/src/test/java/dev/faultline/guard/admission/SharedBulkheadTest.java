package dev.faultline.guard.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.Hands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A bulkhead in stripes decides as one that is whole. */
class SharedBulkheadTest {
  /** What two bulkheads gave for the same work. */
  private record Pair(long whole, long shared) {}

  @RepeatedTest(200)
  void it_decides_as_a_bulkhead_of_one_thread_does(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int limit = 1 + random.nextInt(40);
    Duration life = Duration.ofMillis(1 + random.nextInt(3_000));
    Bulkhead whole = new Bulkhead(limit, life, 3);
    SharedBulkhead shared = new SharedBulkhead(limit, life, 3, 1 << random.nextInt(5));
    long now = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextLong();
    List<Pair> out = new ArrayList<>();
    try (Hands hands = new Hands(4)) {
      for (int step = 0; step < 2_000; step++) {
        String where = "seed " + seed + ", step " + step + ", limit " + limit + ", life " + life;
        long at = now;
        int hand = random.nextInt(4);
        if (random.nextInt(5) > 1) {
          Priority priority = Priority.values()[random.nextInt(4)];
          long permit = whole.tryAcquire(priority, at);
          long other = hands.ask(hand, () -> shared.tryAcquire(priority, at));
          assertThat(other == Bulkhead.REFUSED).as(where).isEqualTo(permit == Bulkhead.REFUSED);
          assertThat(shared.hasFilled(other)).as(where).isEqualTo(whole.hasFilled(permit));
          out.add(new Pair(permit, other));
        } else if (!out.isEmpty()) {
          int index = random.nextInt(out.size());
          // Some come back twice.
          Pair pair = random.nextInt(20) == 0 ? out.get(index) : out.remove(index);
          boolean wasOut = whole.release(pair.whole(), at);
          assertThat(hands.ask(hand, () -> shared.release(pair.shared(), at) ? 1 : 0))
              .as(where)
              .isEqualTo(wasOut ? 1 : 0);
        }
        if (random.nextInt(100) == 0) {
          limit = 1 + random.nextInt(40);
          whole.setLimit(limit);
          shared.setLimit(limit);
        }
        if (random.nextInt(50) == 0) {
          assertThat(shared.inUse(now)).as(where).isEqualTo(whole.inUse(now));
          assertThat(List.of(shared.expired(), shared.misused()))
              .as(where)
              .isEqualTo(List.of(whole.expired(), whole.misused()));
          assertThat(shared.lateReadings()).as(where).isEqualTo(whole.lateReadings());
          for (Priority priority : Priority.values()) {
            assertThat(shared.refused(priority)).as(where).isEqualTo(whole.refused(priority));
          }
        }
        now +=
            switch (random.nextInt(200)) {
              case 0 -> -Duration.ofSeconds(2 + random.nextInt(3_600)).toNanos();
              case 1, 2 -> random.nextLong(Duration.ofSeconds(30).toNanos());
              default -> random.nextLong(Duration.ofMillis(20).toNanos());
            };
      }
    }
  }

  @Test
  void threads_that_compete_for_the_last_places_get_no_more_than_there_are() throws Exception {
    int limit = 3;
    SharedBulkhead bulkhead = new SharedBulkhead(limit, Duration.ofHours(1), 1);
    AtomicInteger in = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger passed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int call = 0; call < 50_000; call++) {
                  long permit = bulkhead.tryAcquire(Priority.CRITICAL, call);
                  if (permit != Bulkhead.REFUSED) {
                    passed.incrementAndGet();
                    most.accumulateAndGet(in.incrementAndGet(), Math::max);
                    in.decrementAndGet();
                    assertThat(bulkhead.release(permit, call)).isTrue();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, limit);
    assertThat(bulkhead.inUse(100_000)).isZero();
    assertThat(bulkhead.misused() + bulkhead.expired()).isZero();
    assertThat(passed.get() + bulkhead.refused(Priority.CRITICAL)).isEqualTo(250_000);
  }
}
