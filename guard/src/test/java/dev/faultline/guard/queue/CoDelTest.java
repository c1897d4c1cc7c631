package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.time.SteadyClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoDelTest {
  private static final long MS = 1_000_000;

  private final CoDel codel = new CoDel(Duration.ofMillis(5), Duration.ofMillis(100));

  @Test
  void a_burst_that_drains_within_the_interval_loses_nothing() {
    // 90 pieces at once, one a millisecond: the wait is above the target for 85 ms.
    for (int i = 0; i < 90; i++) {
      assertThat(codel.shouldDrop((90 - i) * MS, i == 89, i * MS)).isFalse();
    }
  }

  @Test
  void a_queue_that_stands_is_dropped_from_at_times_that_come_closer() {
    List<Long> drops = new ArrayList<>();
    for (long now = 0; now < 1_000; now++) {
      if (codel.shouldDrop(50 * MS, false, now * MS)) {
        drops.add(now);
      }
    }
    // After the interval, and then interval / sqrt(n) apart: RFC 8289, section 5.
    assertThat(drops.subList(0, 5)).containsExactly(100L, 200L, 271L, 329L, 379L);
  }

  @Test
  void one_short_wait_ends_the_dropping() {
    for (long now = 0; now <= 100; now++) {
      codel.shouldDrop(50 * MS, false, now * MS);
    }
    assertThat(codel.dropped()).isEqualTo(1);
    assertThat(codel.shouldDrop(4 * MS, false, 101 * MS)).isFalse();
    for (long now = 102; now < 202; now++) {
      assertThat(codel.shouldDrop(50 * MS, false, now * MS)).isFalse();
    }
  }

  @Test
  void it_brings_the_wait_of_an_overloaded_queue_down() {
    // 300 a second come, 250 are done: without dropping the wait grows for ever.
    Deque<Long> queue = new ArrayDeque<>();
    long worst = 0;
    long next = 0;
    for (long now = 0; now < 60_000 * MS; now += 4 * MS) {
      for (; next <= now; next += 1_000 * MS / 300) {
        queue.add(next);
      }
      Long came = queue.poll();
      while (came != null && codel.shouldDrop(now - came, queue.isEmpty(), now)) {
        came = queue.poll();
      }
      if (came != null && now > 30_000 * MS) {
        worst = Math.max(worst, now - came);
      }
    }
    assertThat(worst).isLessThan(200 * MS);
    assertThat(codel.dropped()).isBetween(2_000L, 3_500L);
  }

  @Test
  void the_last_piece_of_work_is_never_dropped() {
    for (long now = 0; now < 1_000; now++) {
      assertThat(codel.shouldDrop(50 * MS, true, now * MS)).isFalse();
    }
  }

  @Test
  void an_interval_as_short_as_the_target_is_refused() {
    assertThatThrownBy(() -> new CoDel(Duration.ofMillis(5), Duration.ofMillis(5)))
        .hasMessage("interval is PT0.005S, expected more than the target, PT0.005S");
  }

  @Test
  void a_steady_clock_beneath_which_one_is_set_back_does_not_switch_it_off() {
    // Back while it waits for the interval to end, and back while it drops.
    for (long stepAt : new long[] {50, 2_000}) {
      CoDel reference = new CoDel(Duration.ofMillis(5), Duration.ofMillis(100));
      CoDel stepped = new CoDel(Duration.ofMillis(5), Duration.ofMillis(100));
      long[] wall = {0};
      SteadyClock clock = new SteadyClock(() -> wall[0]);
      for (long now = 0; now < 4_000; now++) {
        wall[0] = (now >= stepAt ? now - 3_600_000 : now) * MS;
        // A step back is a moment in which no time goes by.
        long steady = now >= stepAt ? now - 1 : now;
        assertThat(stepped.shouldDrop(50 * MS, false, clock.getAsLong()))
            .as("%d ms, step at %d ms", now, stepAt)
            .isEqualTo(reference.shouldDrop(50 * MS, false, steady * MS));
      }
      assertThat(stepped.dropped()).isGreaterThan(100);
    }
  }
}
