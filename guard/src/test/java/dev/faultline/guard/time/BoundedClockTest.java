package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.ClockReading;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    long wider = 1_000 + 30 * 200_000;
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

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> bound(0, 0, -1, 0)).hasMessageContaining("errorNanos is -1");
    assertThatThrownBy(() -> bound(0, 0, 0, 100_000_001)).hasMessageContaining("driftPpb");
  }
}
