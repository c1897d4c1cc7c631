package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClockOffsetTest {
  private static final long MILLI = 1_000_000;

  @Test
  void the_estimate_is_that_of_ntp_and_its_error_is_half_the_round_trip_at_most() {
    ClockOffset offset = new ClockOffset(0);
    // The other is 1,000 ms ahead; 30 ms there, 5 ms of work, 10 ms back.
    assertThat(offset.sample(0, 1_030 * MILLI, 1_035 * MILLI, 45 * MILLI)).isTrue();
    long now = 45 * MILLI;
    assertThat(offset.estimateNanos(now)).isEqualTo(1_010 * MILLI);
    assertThat(offset.boundNanos(now)).isEqualTo(20 * MILLI);
  }

  @Test
  void the_error_is_half_the_round_trip_when_one_way_takes_no_time() {
    ClockOffset offset = new ClockOffset(0);
    offset.sample(0, 1_040 * MILLI, 1_040 * MILLI, 40 * MILLI);
    assertThat(offset.estimateNanos(40 * MILLI) - 1_000 * MILLI)
        .isEqualTo(offset.boundNanos(40 * MILLI))
        .isEqualTo(20 * MILLI);
  }

  @RepeatedTest(200)
  void the_truth_is_inside_on_every_link_with_every_drift_in_the_bound(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int ppm = random.nextInt(500);
    // Rates in millionths, off by at most half of what the two may drift apart.
    long here = random.nextLong(-ppm / 2, ppm / 2 + 1);
    long there = random.nextLong(-ppm / 2, ppm / 2 + 1);
    long ahead = random.nextLong();
    long begin = random.nextLong();
    ClockOffset offset = new ClockOffset(ppm + 1);
    long time = 0;
    int there1 = 1 + random.nextInt(200);
    int back = 1 + random.nextInt(200);
    for (int i = 0; i < 300; i++) {
      time += random.nextLong(10_000 * MILLI);
      long t0 = time;
      long t1 = t0 + random.nextLong(there1 * MILLI);
      long t2 = t1 + random.nextLong(5 * MILLI);
      long t3 = t2 + random.nextLong(back * MILLI);
      time = t3;
      assertThat(
              offset.sample(
                  begin + clock(t0, here),
                  begin + ahead + clock(t1, there),
                  begin + ahead + clock(t2, there),
                  begin + clock(t3, here)))
          .as("seed %d, sample %d", seed, i)
          .isTrue();
      time += random.nextLong(1_000 * MILLI);
      long now = begin + clock(time, here);
      long truth = ahead + clock(time, there) - clock(time, here);
      assertThat(truth - offset.leastNanos(now)).as("seed %d, %d", seed, i).isNotNegative();
      assertThat(offset.mostNanos(now) - truth).as("seed %d, %d", seed, i).isNotNegative();
    }
    assertThat(offset.contradictions()).isZero();
  }

  private static long clock(long time, long ppm) {
    return time + Math.floorDiv(time / 1_000 * ppm, 1_000);
  }

  @Test
  void several_exchanges_say_more_than_each() {
    ClockOffset offset = new ClockOffset(10);
    offset.sample(0, 1_040 * MILLI, 1_040 * MILLI, 41 * MILLI);
    offset.sample(100 * MILLI, 1_101 * MILLI, 1_101 * MILLI, 141 * MILLI);
    assertThat(offset.boundNanos(141 * MILLI)).isLessThan(2 * MILLI);
    assertThat(offset.estimateNanos(141 * MILLI)).isBetween(999 * MILLI, 1_001 * MILLI);
  }

  @Test
  void a_clock_that_was_set_is_noticed_and_the_newest_is_believed() {
    ClockOffset offset = new ClockOffset(100);
    offset.sample(0, 1_010 * MILLI, 1_010 * MILLI, 20 * MILLI);
    offset.sample(100 * MILLI, 5_110 * MILLI, 5_110 * MILLI, 120 * MILLI);
    assertThat(offset.contradictions()).isOne();
    assertThat(offset.estimateNanos(120 * MILLI)).isBetween(4_999 * MILLI, 5_001 * MILLI);
  }

  @Test
  void before_an_exchange_its_interval_is_as_wide_as_after_it() {
    ClockOffset offset = new ClockOffset(100_000);
    offset.sample(100_000 * MILLI, 100_000 * MILLI, 100_000 * MILLI, 100_000 * MILLI);
    assertThat(offset.mostNanos(90_000 * MILLI)).isEqualTo(1_000 * MILLI);
    assertThat(offset.leastNanos(90_000 * MILLI)).isEqualTo(-1_000 * MILLI);
    assertThat(offset.mostNanos(110_000 * MILLI)).isEqualTo(1_000 * MILLI);
  }

  @Test
  void exchanges_that_cannot_be_are_counted_and_ignored() {
    ClockOffset offset = new ClockOffset(100);
    assertThat(offset.sample(10, 5, 5, 9)).isFalse();
    assertThat(offset.sample(0, 9, 5, 10)).isFalse();
    assertThat(offset.sample(0, 0, 1_000, 10)).isFalse();
    assertThat(offset.misused()).isEqualTo(3);
    assertThat(offset.isKnown()).isFalse();
    assertThatThrownBy(() -> new ClockOffset(100_001)).hasMessageContaining("driftPpm");
  }
}
