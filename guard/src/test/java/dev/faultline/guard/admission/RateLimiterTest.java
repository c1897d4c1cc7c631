package dev.faultline.guard.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  @RepeatedTest(20)
  void no_window_has_more_than_the_rate_and_the_burst(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    long now = random.nextLong();
    int burst = 1 + random.nextInt(20);
    RateLimiter limiter = new RateLimiter(1, Duration.ofNanos(100), burst, now);
    List<Long> passed = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      now += random.nextInt(3) == 0 ? random.nextInt(1_000) : random.nextInt(20);
      if (limiter.tryAcquire(now)) {
        passed.add(now);
      }
    }
    for (int from = 0; from < passed.size(); from++) {
      for (int to = from; to < Math.min(passed.size(), from + 200); to++) {
        long length = passed.get(to) - passed.get(from);
        assertThat((long) (to - from + 1))
            .as("seed %d, from %d to %d", seed, from, to)
            .isLessThanOrEqualTo(length / 100 + burst);
      }
    }
  }

  @Test
  void a_unit_that_waits_as_long_as_it_was_told_passes() {
    RateLimiter limiter = new RateLimiter(10, Duration.ofSeconds(1), 3, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.acquireOrWait(0)).isZero();
    }
    long wait = limiter.acquireOrWait(0);
    assertThat(wait).isEqualTo(100_000_000);
    assertThat(limiter.tryAcquire(wait - 1)).isFalse();
    assertThat(limiter.tryAcquire(wait)).isTrue();
  }

  @Test
  void readings_from_before_and_after_a_step_back_that_take_turns_give_nothing_away() {
    long hour = Duration.ofHours(1).toNanos();
    RateLimiter limiter = new RateLimiter(300, Duration.ofSeconds(1), 20, 10 * hour);
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += limiter.tryAcquire(10 * hour) ? 1 : 0;
      passed += limiter.tryAcquire(9 * hour + i) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(20);
    assertThat(limiter.acquireOrWait(9 * hour)).isEqualTo(limiter.intervalNanos());
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> new RateLimiter(0, Duration.ofSeconds(1), 1, 0))
        .hasMessage("permits is 0, expected 1 to 1000000000");
    assertThatThrownBy(() -> new RateLimiter(1, Duration.ZERO, 1, 0))
        .hasMessageStartingWith("per is PT0S, expected more than zero");
    assertThatThrownBy(() -> new RateLimiter(1, Duration.ofDays(300), 1_000, 0))
        .hasMessageContaining("lasts longer than 73 years");
  }
}
