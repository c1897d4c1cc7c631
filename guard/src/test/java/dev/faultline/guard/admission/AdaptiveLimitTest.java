package dev.faultline.guard.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.time.SteadyClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveLimitTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  @Test
  void under_little_traffic_it_is_a_quarter_until_eighteen_answers_came() {
    AdaptiveLimit limit = new AdaptiveLimit(20, 1, 100, Duration.ofSeconds(10), 0);
    int answers = 0;
    while (limit.limit() == 5) {
      answers++;
      limit.answered(answers * SECOND, false, answers * SECOND + 10 * MS);
    }
    // Three after a standstill, as many as the quarter, and ten.
    assertThat(answers).isEqualTo(18);
    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void answers_that_come_faster_than_a_standstill_end_it_after_fifteen() {
    AdaptiveLimit limit = new AdaptiveLimit(20, 1, 100, Duration.ofSeconds(10), 0);
    int answers = 0;
    while (limit.limit() == 5) {
      answers++;
      limit.answered(answers * 400L * MS, false, answers * 400L * MS + 10 * MS);
    }
    assertThat(answers).isEqualTo(15);
  }

  /** Clients that always have work, before a server of some workers with one queue. */
  private static final class ClosedLoop {
    private record Work(long sent, int inFlight) {}

    private record Busy(long until, Work work) {}

    private final SplittableRandom random = new SplittableRandom(11);
    private final Deque<Work> queue = new ArrayDeque<>();
    // By difference, since the clock overflows.
    private final PriorityQueue<Busy> busy =
        new PriorityQueue<>((a, b) -> Long.signum(a.until() - b.until()));
    private final AdaptiveLimit limit;
    private final boolean varies;
    private int workers;
    private Priority priority = Priority.CRITICAL;
    private long now;
    private long done;
    private long waited;

    ClosedLoop(int workers, int first, boolean varies, long start) {
      this.workers = workers;
      this.varies = varies;
      now = start;
      limit = new AdaptiveLimit(first, 1, 1_000, Duration.ofSeconds(10), now);
    }

    /** Runs until then; the work takes 10 ms, or that in the mean. */
    void run(long nanos) {
      long end = now + nanos;
      done = 0;
      waited = 0;
      while (true) {
        while (queue.size() + busy.size() < priority.roomOf(limit.limit())) {
          queue.add(new Work(now, queue.size() + busy.size() + 1));
        }
        while (busy.size() < workers && !queue.isEmpty()) {
          double factor = varies ? -Math.log(1 - random.nextDouble()) : 1;
          busy.add(new Busy(now + (long) (factor * 10 * MS), queue.remove()));
        }
        if (busy.isEmpty() || busy.peek().until() - end >= 0) {
          now = end;
          return;
        }
        Busy ready = busy.remove();
        now = ready.until();
        done++;
        waited += now - ready.work().sent();
        limit.answered(priority, ready.work().sent(), ready.work().inFlight(), now);
      }
    }

    double perSecond(long nanos) {
      return (double) done * SECOND / nanos;
    }

    double meanMillis() {
      return (double) waited / done / MS;
    }
  }

  @ParameterizedTest(name = "{0} workers, from {1}, varies {2}")
  @CsvSource({
    "10, 200, false",
    "10, 1000, false",
    "10, 1, false",
    "10, 200, true",
    "100, 20, false",
    "100, 20, true",
  })
  void it_uses_the_server_and_does_not_let_it_queue(int workers, int first, boolean varies) {
    ClosedLoop loop = new ClosedLoop(workers, first, varies, Long.MAX_VALUE - 20 * SECOND);
    loop.run(60 * SECOND);
    loop.run(60 * SECOND);
    double capacity = workers * 100.0;
    assertThat(loop.perSecond(60 * SECOND)).isGreaterThan(0.9 * capacity);
    assertThat(loop.meanMillis()).as("mean time").isLessThan(17);
    assertThat(loop.limit.limit()).isLessThanOrEqualTo((int) (1.7 * workers) + 1);
  }

  @ParameterizedTest(name = "{0} alone, from {1}")
  @CsvSource({
    "NORMAL, 1", "NORMAL, 2", "NORMAL, 20", "NORMAL, 200",
    "SHEDDABLE, 1", "SHEDDABLE, 2", "SHEDDABLE, 20", "SHEDDABLE, 200",
    "RECOVERY, 1", "RECOVERY, 2", "RECOVERY, 20", "RECOVERY, 200",
  })
  void work_of_one_level_alone_uses_the_server_and_does_not_let_it_queue(
      Priority priority, int first) {
    ClosedLoop loop = new ClosedLoop(50, first, false, 0);
    loop.priority = priority;
    loop.run(60 * SECOND);
    loop.run(60 * SECOND);
    assertThat(loop.perSecond(60 * SECOND)).isGreaterThan(0.9 * 50 * 100);
    assertThat(loop.meanMillis()).as("mean time").isLessThan(17);
    assertThat(priority.roomOf(loop.limit.limit())).isLessThanOrEqualTo((int) (1.7 * 50) + 1);
    // All of them time out for a while.
    for (int i = 0; i < 100; i++) {
      loop.limit.dropped();
    }
    assertThat(loop.limit.limit()).isOne();
    loop.run(60 * SECOND);
    loop.run(10 * SECOND);
    assertThat(loop.perSecond(10 * SECOND)).isGreaterThan(0.9 * 50 * 100);
  }

  @Test
  void work_that_does_not_fill_its_share_raises_nothing() {
    AdaptiveLimit limit = new AdaptiveLimit(100, 1, 1_000, Duration.ofSeconds(10), 0);
    for (int i = 0; i < 20_000; i++) {
      limit.answered(Priority.NORMAL, i * MS, 89, (i + 10) * MS);
    }
    assertThat(limit.limit()).isLessThanOrEqualTo(100);
  }

  @Test
  void work_that_takes_hours_a_million_times_still_lowers_the_limit() {
    int most = 1_000_000;
    AdaptiveLimit limit = new AdaptiveLimit(most, 1, most, Duration.ofDays(1), 0);
    long now = MS;
    while (limit.limit() < most) {
      limit.answered(now, true, now + MS);
    }
    now += 2 * MS;
    for (int i = 0; i < most; i++) {
      limit.answered(now, true, now + 3 * 3_600 * SECOND);
    }
    assertThat(limit.limit()).isEqualTo(800_000);
  }

  @Test
  void work_that_filled_less_room_than_there_is_now_raises_nothing() {
    AdaptiveLimit limit = new AdaptiveLimit(100, 1, 1_000, Duration.ofSeconds(10), 0);
    // A quarter of the limit is let in while the base line is measured, and some fill that.
    long now = 0;
    while (limit.limit() < 100) {
      now += MS;
      limit.answered(now, true, now + 10 * MS);
    }
    long measured = now + 10 * MS;
    for (int i = 0; i < 100; i++) {
      limit.answered(measured - 1, true, measured + 5 * MS);
    }
    assertThat(limit.limit()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      limit.answered(measured, true, measured + 6 * MS);
    }
    assertThat(limit.limit()).isEqualTo(101);
    // Those of the round before had one place less.
    for (int i = 0; i < 200; i++) {
      limit.answered(measured, true, measured + 7 * MS);
    }
    assertThat(limit.limit()).isEqualTo(101);
  }

  @Test
  void a_clock_that_jumps_ahead_while_the_queue_drains_does_not_lengthen_the_base_line() {
    for (long jump : new long[] {200 * MS, 3 * SECOND, 3_600 * SECOND, Long.MAX_VALUE / 2}) {
      AdaptiveLimit limit = new AdaptiveLimit(20, 1, 1_000, Duration.ofSeconds(10), 0);
      long now = answers(limit, 0, 5, 10);
      // Until it drains again.
      int before = limit.limit();
      while (limit.limit() >= before) {
        now = answers(limit, now, 1, 10);
        before = Math.max(before, limit.limit());
      }
      long sent = now;
      now += jump;
      for (int i = 0; i < 4; i++) {
        limit.answered(sent, limit.limit(), now + i);
      }
      answers(limit, now, 5, 10);
      assertThat(limit.baseNanos()).as("jump of %d ns", jump).isBetween(9 * MS, 11 * MS);
    }
  }

  @Test
  void answers_that_come_in_batches_are_measured_all_the_same() {
    AdaptiveLimit limit = new AdaptiveLimit(20, 1, 1_000, Duration.ofSeconds(10), 0);
    for (int batch = 1; batch < 40; batch++) {
      for (int i = 0; i < 5; i++) {
        limit.answered((batch - 1) * 2 * SECOND, 5, batch * 2 * SECOND);
      }
    }
    assertThat(limit.baseNanos()).isEqualTo(2 * SECOND);
  }

  @Test
  void it_falls_under_drops_and_is_back_within_ten_seconds() {
    ClosedLoop loop = new ClosedLoop(100, 100, false, 0);
    loop.run(60 * SECOND);
    for (int i = 0; i < 50; i++) {
      loop.limit.dropped();
    }
    assertThat(loop.limit.limit()).isLessThanOrEqualTo(20);
    loop.run(10 * SECOND);
    loop.run(SECOND);
    assertThat(loop.perSecond(SECOND)).isGreaterThan(0.9 * 100 * 100);
  }

  @Test
  void it_follows_a_server_that_loses_half_of_its_workers() {
    ClosedLoop loop = new ClosedLoop(100, 100, false, 0);
    loop.run(60 * SECOND);
    loop.workers = 50;
    loop.run(30 * SECOND);
    loop.run(30 * SECOND);
    assertThat(loop.perSecond(30 * SECOND)).isGreaterThan(0.9 * 50 * 100);
    assertThat(loop.meanMillis()).isLessThan(17);
  }

  @Test
  void a_wall_clock_that_is_set_back_an_hour_does_not_freeze_it_behind_a_steady_clock() {
    long[] wall = {0};
    SteadyClock clock = new SteadyClock(() -> wall[0]);
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 1_000, Duration.ofSeconds(10), 0);
    answers(limit, clock.getAsLong(), 60, 10);
    assertThat(limit.baseNanos()).isBetween(9 * MS, 11 * MS);
    wall[0] += 60 * SECOND;
    long before = clock.getAsLong();
    wall[0] -= 3_600 * SECOND;
    assertThat(clock.getAsLong()).isEqualTo(before);
    // The server has become slower, as a base line that is measured anew says.
    answers(limit, clock.getAsLong(), 60, 40);
    assertThat(limit.baseNanos()).isBetween(39 * MS, 41 * MS);
    assertThat(limit.lateReadings()).isZero();
  }

  @Test
  void answers_of_threads_that_were_held_up_put_no_measurement_forward() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 1_000, Duration.ofSeconds(10), 0);
    long now = answers(limit, 0, 2, 10);
    assertThat(limit.limit()).isGreaterThan(8);
    for (int i = 0; i < 1_000; i++) {
      limit.answered(now - 65 * SECOND, 1, now - 60 * SECOND);
      // It stays the same time: no ten seconds go by.
      limit.answered(now - 10 * MS, 1, now);
    }
    assertThat(limit.limit()).isGreaterThan(8);
    assertThat(limit.lateReadings()).isEqualTo(1_000);
  }

  private static long answers(AdaptiveLimit limit, long from, int seconds, int millis) {
    long now = from;
    for (int i = 0; i < seconds * 200; i++) {
      now += 5 * MS;
      limit.answered(now - millis * MS, limit.limit(), now);
    }
    return now;
  }

  @Test
  void work_that_nobody_sends_raises_nothing() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 1_000, Duration.ofSeconds(10), 0);
    for (int i = 0; i < 10_000; i++) {
      limit.answered(i * MS, 2, (i + 1) * MS);
    }
    assertThat(limit.limit()).isLessThanOrEqualTo(10);
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> new AdaptiveLimit(5, 10, 20, Duration.ofSeconds(1), 0))
        .hasMessage("first is 5, expected 10 to 20");
  }
}
