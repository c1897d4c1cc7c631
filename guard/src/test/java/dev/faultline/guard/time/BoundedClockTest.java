package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.ClockReading;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BoundedClockTest {
  private static final long SECOND = 1_000_000_000;
  private static final long EPOCH = 1_764_500_000L * SECOND;

  private static ErrorBound bound(long wall, long at, long error, long ppb) {
    return new ErrorBound("test", wall, at, error, ppb, at + 60 * SECOND);
  }

  @Test
  void an_interval_gets_wider_by_the_drift() {
    BoundedClock clock = new BoundedClock();
    clock.update(bound(EPOCH, 0, 1_000, 200_000));
    assertThat(clock.now(0)).isEqualTo(new ClockReading(EPOCH - 1_000, EPOCH + 1_000));
    // Spanner's sawtooth: 200 us a second.
    // And a little more, since the seconds are those of a clock that may be slow.
    long wider = 1_000 + 30 * 200_000 + 1_201;
    assertThat(clock.now(30 * SECOND))
        .isEqualTo(new ClockReading(EPOCH + 30 * SECOND - wider, EPOCH + 30 * SECOND + wider));
  }

  @Test
  void nothing_is_certain_without_a_bound_or_after_its_time() {
    BoundedClock clock = new BoundedClock();
    assertThat(clock.now(5)).isEqualTo(BoundedClock.UNKNOWN);
    assertThat(clock.after(0, 5)).isFalse();
    assertThat(clock.before(Long.MAX_VALUE, 5)).isFalse();
    assertThat(clock.waitNanos(0, 5)).isEqualTo(Long.MAX_VALUE);
    clock.update(bound(EPOCH, 0, 1_000, 0));
    assertThat(clock.after(EPOCH - 1_001, 0)).isTrue();
    assertThat(clock.after(EPOCH - 1_000, 0)).isFalse();
    assertThat(clock.before(EPOCH + 1_001, 0)).isTrue();
    assertThat(clock.before(EPOCH + 1_000, 0)).isFalse();
    assertThat(clock.now(60 * SECOND + 1)).isEqualTo(BoundedClock.UNKNOWN);
    assertThat(clock.now(Long.MAX_VALUE)).isEqualTo(BoundedClock.UNKNOWN);
  }

  @RepeatedTest(50)
  void true_time_is_inside_while_the_clock_keeps_its_bounds(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int ppm = random.nextInt(1, 1_000);
    long rate = random.nextLong(-ppm, ppm + 1);
    long begin = random.nextLong(-1_000_000 * SECOND, 1_000_000 * SECOND);
    BoundedClock clock = new BoundedClock();
    long time = 0;
    for (int i = 0; i < 500; i++) {
      time += random.nextLong(SECOND);
      long monotonic = begin + time + Math.floorDiv(time / 1_000 * rate, 1_000);
      if (i % 20 == 0) {
        long error = random.nextLong(5_000_000);
        long wall = EPOCH + time + random.nextLong(-error, error + 1);
        clock.update(bound(wall, monotonic, error + 10, 1_002L * ppm));
      }
      ClockReading reading = clock.now(monotonic);
      assertThat(EPOCH + time)
          .as("seed %d, %d", seed, i)
          .isBetween(reading.earliestNanos(), reading.latestNanos());
    }
  }

  @Test
  void after_the_wait_a_stamp_has_certainly_passed_and_not_before() {
    BoundedClock clock = new BoundedClock();
    clock.update(bound(EPOCH, 0, 4_000_000, 200_000));
    long stamp = clock.now(SECOND).latestNanos();
    long wait = clock.waitNanos(stamp, SECOND);
    // Twice the uncertainty, at least.
    assertThat(wait).isBetween(8_400_000L, 8_410_000L);
    assertThat(clock.after(stamp, SECOND + wait)).isTrue();
    assertThat(clock.after(stamp, SECOND + wait - 5)).isFalse();
    assertThat(clock.waitNanos(stamp, SECOND + wait)).isZero();
    assertThat(clock.waitNanos(EPOCH + 100 * SECOND, SECOND)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stamps_of_commits_that_wait_are_in_the_order_of_events() {
    SplittableRandom random = new SplittableRandom(7);
    BoundedClock[] clocks = {new BoundedClock(), new BoundedClock()};
    long error = 5_000_000;
    long[] off = new long[2];
    for (int i = 0; i < 2; i++) {
      off[i] = random.nextLong(-error, error);
      clocks[i].update(new ErrorBound("test", EPOCH + off[i], 0, error, 0, Long.MAX_VALUE));
    }
    long time = 0;
    long before = 0;
    int wrongWithoutWaiting = 0;
    for (int i = 0; i < 1_000; i++) {
      BoundedClock mine = clocks[random.nextInt(2)];
      time += random.nextInt(1_000);
      long stamp = mine.now(time).latestNanos();
      wrongWithoutWaiting += stamp <= before ? 1 : 0;
      time += mine.waitNanos(stamp, time);
      // Each begins after the one before it was answered.
      assertThat(stamp).isGreaterThan(before);
      before = stamp;
    }
    assertThat(wrongWithoutWaiting).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200, 100_000})
  void true_time_is_inside_with_the_slowest_and_the_fastest_clock(int ppm) {
    for (long seconds : new long[] {1, 3_600, 86_400, 30L * 86_400}) {
      long took = seconds * SECOND;
      for (int sign : new int[] {-1, 1}) {
        BoundedClock clock = new BoundedClock();
        clock.update(new ErrorBound("test", EPOCH, 0, 0, 1_000L * ppm, Long.MAX_VALUE));
        long monotonic = took / 1_000_000 * (1_000_000 + sign * ppm);
        ClockReading reading = clock.now(monotonic);
        assertThat(EPOCH + took).isBetween(reading.earliestNanos(), reading.latestNanos());
        // And before the bound was made.
        reading = clock.now(-monotonic);
        assertThat(EPOCH - took).isBetween(reading.earliestNanos(), reading.latestNanos());
      }
    }
  }

  @Test
  void after_the_wait_a_stamp_has_passed_with_any_drift() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200_000; i++) {
      BoundedClock clock = new BoundedClock();
      long ppb = random.nextBoolean() ? random.nextInt(100_000_001) : random.nextInt(300_000);
      long at = random.nextLong(SECOND);
      clock.update(
          new ErrorBound("test", EPOCH, at, random.nextInt(5_000_000), ppb, at + 100 * SECOND));
      long now = at + random.nextLong(-SECOND, 2 * SECOND);
      long stamp = clock.now(now).latestNanos() + random.nextInt(1_000);
      assertThat(clock.after(stamp, now + clock.waitNanos(stamp, now))).isTrue();
    }
  }

  @Test
  void at_the_end_of_time_nothing_wraps() {
    BoundedClock clock = new BoundedClock();
    clock.update(new ErrorBound("test", 1L << 62, 0, 1_000, 0, Long.MAX_VALUE));
    ClockReading reading = clock.now((1L << 62) + 5);
    assertThat(reading.latestNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(reading.earliestNanos()).isEqualTo(Long.MAX_VALUE - 1_000);
    TimeSource endless =
        (wall, monotonic) ->
            Optional.of(new ErrorBound("test", wall, monotonic, Long.MAX_VALUE, 0, Long.MAX_VALUE));
    assertThat(TimeSources.update(clock, endless)).isTrue();
    assertThat(clock.after(0, 0)).isFalse();
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> bound(0, 0, -1, 0)).hasMessageContaining("errorNanos is -1");
    assertThatThrownBy(() -> bound(0, 0, 0, 100_000_001)).hasMessageContaining("driftPpb");
  }
}
