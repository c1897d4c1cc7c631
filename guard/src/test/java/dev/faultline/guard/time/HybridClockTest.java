package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HybridClockTest {
  private static final Duration DRIFT = Duration.ofMillis(500);
  private static final long NOW = 1_764_500_000_000L;

  @Test
  void stamps_are_near_the_wall_clock_and_rise_when_it_stands_still() {
    HybridClock clock = HybridClock.inMemory(DRIFT);
    long first = clock.stamp(NOW);
    assertThat(first).isEqualTo(HybridStamp.of(NOW, 0));
    assertThat(clock.stamp(NOW)).isEqualTo(HybridStamp.of(NOW, 1));
    assertThat(clock.stamp(NOW - 3_600_000)).isEqualTo(HybridStamp.of(NOW, 2));
    assertThat(clock.stamp(NOW + 1)).isEqualTo(HybridStamp.of(NOW + 1, 0));
  }

  @Test
  void the_stamp_of_an_arrival_is_after_that_of_its_message() {
    HybridClock clock = HybridClock.inMemory(DRIFT);
    long sent = HybridStamp.of(NOW + 300, 7);
    assertThat(clock.received(sent, NOW)).isEqualTo(HybridStamp.of(NOW + 300, 8));
    assertThat(clock.stamp(NOW)).isEqualTo(HybridStamp.of(NOW + 300, 9));
    assertThat(clock.received(HybridStamp.of(NOW - 9, 0), NOW))
        .isEqualTo(HybridStamp.of(NOW + 300, 10));
    assertThat(clock.aheadMillis(NOW)).isEqualTo(300);
  }

  @Test
  void poison_is_refused_by_name_and_leaves_the_clock_alone() {
    HybridClock clock = HybridClock.inMemory(DRIFT);
    clock.stamp(NOW);
    long before = clock.last();
    long poison = HybridStamp.of(NOW + 501, 0);
    assertThat(clock.received(poison, NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.received(Long.MAX_VALUE, NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.received(-5, NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.last()).isEqualTo(before);
    assertThat(clock.refused()).isEqualTo(3);
    assertThat(clock.explain("node 3", poison, NOW))
        .contains("of node 3 lies 501 ms ahead of this node's clock, expected at most 500 ms");
    assertThat(clock.explain("node 3", -5, NOW)).contains("-5 of node 3");
    assertThat(clock.explain("node 3", HybridStamp.of(NOW + 500, 0), NOW)).isEmpty();
    assertThat(clock.received(HybridStamp.of(NOW + 500, 0), NOW)).isPositive();
  }

  @RepeatedTest(100)
  void causes_come_before_effects_and_the_counter_stays_bounded(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int nodes = 4;
    HybridClock[] clocks = new HybridClock[nodes];
    long[] offset = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      clocks[i] = HybridClock.inMemory(DRIFT);
      offset[i] = random.nextLong(-125, 126);
    }
    List<Long> flying = new ArrayList<>();
    long[] last = new long[nodes];
    long time = NOW;
    for (int step = 0; step < 5_000; step++) {
      time += random.nextInt(3);
      int node = random.nextInt(nodes);
      if (random.nextInt(200) == 0) {
        offset[node] = random.nextLong(-125, 126);
      }
      long wall = time + offset[node];
      long stamp;
      if (!flying.isEmpty() && random.nextBoolean()) {
        long sent = flying.remove(random.nextInt(flying.size()));
        stamp = clocks[node].received(sent, wall);
        assertThat(stamp).as("seed %d, step %d", seed, step).isGreaterThan(sent);
      } else {
        stamp = clocks[node].stamp(wall);
        flying.add(stamp);
      }
      assertThat(stamp).as("seed %d, step %d", seed, step).isGreaterThan(last[node]);
      // |l - pt| is at most by what two clocks differ, here 250 ms.
      assertThat(HybridStamp.millis(stamp)).isBetween(wall - 250, wall + 251);
      last[node] = stamp;
    }
  }

  @Test
  void stamps_never_go_back_across_restarts_whatever_the_wall_clock_does() {
    SplittableRandom random = new SplittableRandom(7);
    Duration reserve = Duration.ofMillis(200);
    long disk = 0;
    long last = 0;
    long wall = NOW;
    int given = 0;
    for (int life = 0; life < 500; life++) {
      HybridClock clock = HybridClock.withFloor(DRIFT, disk, reserve);
      // It may crash before and after anything.
      int steps = random.nextInt(50);
      for (int step = 0; step < steps; step++) {
        wall += random.nextInt(40);
        long ceiling = clock.wanted(wall);
        if (ceiling != HybridClock.NONE && random.nextInt(4) > 0) {
          disk = ceiling;
          clock.persisted(ceiling);
        }
        long stamp = random.nextBoolean() ? clock.stamp(wall) : clock.received(last, wall);
        if (stamp != HybridClock.NONE) {
          assertThat(stamp).isGreaterThan(last).isLessThan(disk);
          last = stamp;
          given++;
        }
      }
      wall -= random.nextInt(5) == 0 ? random.nextInt(3_600_000) : 0;
    }
    assertThat(given).isGreaterThan(5_000);
  }

  @Test
  void without_a_ceiling_on_disk_there_are_no_stamps() {
    HybridClock clock = HybridClock.withFloor(DRIFT, 0, Duration.ofMillis(100));
    assertThat(clock.stamp(NOW)).isEqualTo(HybridClock.NONE);
    long ceiling = clock.wanted(NOW);
    assertThat(HybridStamp.millis(ceiling)).isEqualTo(NOW + 100);
    clock.persisted(ceiling);
    assertThat(clock.stamp(NOW)).isPositive();
    assertThat(clock.wanted(NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.wanted(NOW + 51)).isPositive();
    assertThat(clock.stamp(NOW + 100)).isEqualTo(HybridClock.NONE);
    clock.persisted(1);
    assertThat(clock.stamp(NOW + 99)).isPositive();
  }

  @Test
  void threads_get_different_stamps_that_rise_for_each() throws InterruptedException {
    HybridClock clock = HybridClock.inMemory(DRIFT);
    int each = 200_000;
    long[][] stamps = new long[4][each];
    List<Thread> threads = new ArrayList<>();
    for (long[] mine : stamps) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  mine[i] = clock.stamp(NOW + i / 1_000);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] all = new long[4 * each];
    int count = 0;
    for (long[] mine : stamps) {
      for (int i = 0; i < each; i++) {
        assertThat(i == 0 || mine[i] > mine[i - 1]).isTrue();
        all[count++] = mine[i];
      }
    }
    assertThat(java.util.Arrays.stream(all).distinct().count()).isEqualTo(all.length);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> HybridClock.inMemory(Duration.ZERO)).hasMessageContaining("maxDrift");
    assertThatThrownBy(() -> HybridClock.withFloor(DRIFT, 0, Duration.ofMillis(251)))
        .hasMessageContaining("reserve is PT0.251S, expected 2 ms to half of maxDrift");
    assertThatThrownBy(() -> HybridClock.withFloor(DRIFT, -1, Duration.ofMillis(100)))
        .hasMessageContaining("floor is -1");
    assertThatThrownBy(() -> HybridStamp.of(NOW, 65_536)).hasMessageContaining("counter is 65536");
    assertThat(HybridStamp.text(HybridStamp.of(NOW, 4))).isEqualTo("2025-11-30T10:53:20Z+4");
    assertThat(HybridStamp.counter(HybridStamp.of(NOW, 65_535))).isEqualTo(65_535);
  }
}
