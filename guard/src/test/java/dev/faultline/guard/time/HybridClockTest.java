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
      wall -= random.nextInt(50) == 0 ? random.nextInt(1_000) : 0;
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
  void with_a_floor_stamps_are_taken_up_to_the_same_drift() {
    for (int ahead : new int[] {0, 99, 101, 300, 499, 500}) {
      HybridClock clock = HybridClock.withFloor(DRIFT, 0, Duration.ofMillis(100));
      long wall = NOW;
      int stores = 0;
      int refused = 0;
      for (int i = 0; i < 2_000; i++) {
        wall++;
        long sent = HybridStamp.of(wall + ahead, 0);
        if (clock.received(sent, wall) == HybridClock.NONE) {
          refused++;
        }
        long ceiling = clock.wanted(wall);
        if (ceiling != HybridClock.NONE) {
          clock.persisted(ceiling);
          stores++;
        }
        // What it may be afterwards, in a store and in a stamp.
        assertThat(HybridStamp.millis(ceiling)).isLessThanOrEqualTo(wall + 500 + 100);
      }
      // The first, before anything is stored, and one when it lies beyond what is.
      assertThat(refused).as("%d ms ahead", ahead).isLessThanOrEqualTo(2);
      assertThat(stores).as("%d ms ahead", ahead).isBetween(20, 50);
    }
  }

  @Test
  void restarts_one_after_the_other_do_not_run_away_from_the_wall_clock() {
    SplittableRandom random = new SplittableRandom(3);
    for (Duration reserve : List.of(Duration.ofMillis(250), Duration.ofMillis(20))) {
      long wall = NOW;
      long disk = 0;
      long last = 0;
      int given = 0;
      for (int life = 0; life < 200; life++) {
        HybridClock clock = HybridClock.withFloor(DRIFT, disk, reserve);
        for (int step = 0; step < 10; step++) {
          wall += random.nextInt(10);
          long ceiling = clock.wanted(wall);
          if (ceiling != HybridClock.NONE) {
            disk = ceiling;
            clock.persisted(ceiling);
          }
          long stamp = clock.stamp(wall);
          if (stamp == HybridClock.NONE) {
            assertThat(clock.explain("peer", HybridStamp.of(wall, 0), wall)).isNotEmpty();
            continue;
          }
          given++;
          assertThat(stamp).isGreaterThan(last);
          last = stamp;
          HybridClock peer = HybridClock.inMemory(DRIFT);
          assertThat(peer.explain("n1", stamp, wall)).isEmpty();
          assertThat(peer.received(stamp, wall)).isPositive();
        }
      }
      assertThat(given).isGreaterThan(200);
    }
  }

  @Test
  void a_floor_far_ahead_is_waited_for_and_named() {
    long floor = HybridStamp.of(NOW + 3_600_000, 0);
    HybridClock clock = HybridClock.withFloor(DRIFT, floor, Duration.ofMillis(100));
    assertThat(clock.wanted(NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.stamp(NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.received(HybridStamp.of(NOW, 0), NOW)).isEqualTo(HybridClock.NONE);
    assertThat(clock.explain("node 3", HybridStamp.of(NOW, 0), NOW))
        .isEqualTo(
            "the stored ceiling of this node's stamps lies 3,600,000 ms ahead of its clock:"
                + " it takes none until at most 100 ms are left");
    assertThat(clock.wanted(NOW + 3_599_900)).isPositive();
  }

  @Test
  void what_received_refuses_has_an_explanation_and_what_it_takes_has_none() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 20_000; i++) {
      long floor = random.nextBoolean() ? 0 : HybridStamp.of(NOW + random.nextInt(-300, 300), 3);
      HybridClock clock = HybridClock.withFloor(DRIFT, floor, Duration.ofMillis(100));
      long ceiling = clock.wanted(NOW);
      if (ceiling != HybridClock.NONE && random.nextBoolean()) {
        clock.persisted(ceiling);
        clock.stamp(NOW + random.nextInt(200));
      }
      long stamp = HybridStamp.of(NOW + random.nextInt(-700, 700), random.nextInt(65_536));
      String why = clock.explain("p", stamp, NOW);
      boolean isTaken = clock.received(stamp, NOW) != HybridClock.NONE;
      assertThat(why.isEmpty()).as(why).isEqualTo(isTaken);
    }
  }

  @Test
  void at_the_end_of_time_no_stamp_goes_back() {
    HybridClock clock = HybridClock.inMemory(DRIFT);
    long wall = 1L << 62;
    long last = clock.stamp(wall);
    assertThat(clock.received(Long.MAX_VALUE, wall)).isEqualTo(HybridClock.NONE);
    assertThat(clock.explain("p", Long.MAX_VALUE, wall)).isNotEmpty();
    assertThat(clock.last()).isEqualTo(last);
    assertThat(clock.received(Long.MAX_VALUE - 1, wall)).isEqualTo(HybridClock.NONE);
    assertThat(clock.last()).isEqualTo(last);
    assertThat(clock.received(Long.MAX_VALUE - 2, wall)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(clock.stamp(wall)).isEqualTo(HybridClock.NONE);
    Duration reserve = Duration.ofMillis(250);
    HybridClock stored = HybridClock.withFloor(DRIFT, 0, reserve);
    long ceiling = stored.wanted(wall);
    assertThat(ceiling).isPositive();
    HybridClock.withFloor(DRIFT, ceiling, reserve);
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
