package dev.faultline.stories.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.stories.storm.RetryStorm.Numbers;
import dev.faultline.stories.storm.RetryStorm.Protection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The edges from which a retry storm outlives its trigger, without guards and with each. */
class RetryStormTest {
  private static final long SEED = 7;

  @ParameterizedTest(name = "{0}/s, {1} s, {2}: recovers {3}")
  @CsvSource({
    "140, 10, NONE, true",
    "160, 10, NONE, false",
    "280, 10, NONE, false",
    // Spreads, does not lessen.
    "280, 10, JITTER, false",
    // 280 x 1.1 = 308 > 300.
    "280, 10, BUDGET, false",
    "265, 10, BUDGET, true",
    "272, 10, BUDGET, false",
    "275, 10, BUDGET, false",
    // A stall of a second is not enough below the point of no return, two seconds are.
    "200, 1, NONE, true",
    "200, 2, NONE, false",
    "250, 2, NONE, false",
    "280, 10, DEADLINE, true",
    "280, 10, TOGETHER, true",
  })
  void it_recovers_where_the_law_says_so(
      int rate, int stall, Protection protection, boolean recovers) {
    StormRecord storm = storm(SEED, rate, stall, protection);
    assertThat(storm.recovery() >= 0)
        .as(
            "after %d s, goodput %.0f/s, peak %.0f/s",
            storm.recovery(), storm.goodput(), storm.peak())
        .isEqualTo(recovers);
  }

  @Test
  void work_that_nobody_waits_for_is_what_keeps_it_down() {
    StormRecord storm = storm(SEED, 280, 10, Protection.NONE);
    assertThat(storm.goodput()).isLessThan(1);
    StormRecord shed = storm(SEED, 280, 10, Protection.DEADLINE);
    assertThat(shed.recovery()).isBetween(0, 1);
    assertThat(shed.goodput()).isGreaterThan(0.95 * 280);
  }

  /** Requests and retries in the fullest second, as measured apart from this model. */
  @ParameterizedTest(name = "{0} retries, {1}: {2}/s")
  @CsvSource({
    "1, NONE, 622",
    "1, JITTER, 644",
    "1, BUDGET, 421",
    "1, DEADLINE, 582",
    "3, NONE, 1205",
    "3, BUDGET, 421",
  })
  void the_peak_is_as_high_as_it_was_measured(int retries, Protection protection, double peak) {
    Numbers numbers = new Numbers(280, 300, 10, 1, retries);
    assertThat(new RetryStorm(SEED, numbers, protection, 660).run().peak())
        .isBetween(0.95 * peak, 1.05 * peak);
  }

  /** Seconds after the stall, as measured apart from this model; Poisson arrivals move them. */
  @ParameterizedTest(name = "{0}/s, {1}: {2} s")
  @CsvSource({
    "140, NONE, 115",
    "200, BUDGET, 26",
    "250, BUDGET, 101",
    "265, BUDGET, 295",
  })
  void it_recovers_as_late_as_it_was_measured(int rate, Protection protection, double seconds) {
    assertThat((double) storm(SEED, rate, 10, protection).recovery())
        .isBetween(0.85 * seconds, 1.15 * seconds);
  }

  @Test
  void the_point_of_no_return_is_a_stall_of_one_second() {
    RetryStormStory story = new RetryStormStory();
    int[] down = new int[5];
    for (int seed = 0; seed < 100; seed++) {
      for (int i = 0; i < down.length; i++) {
        down[i] += story.holds(story.scene(seed).with("stall", 0.8 + 0.1 * i)) ? 0 : 1;
      }
    }
    // Measured apart from this model: 0, 3, 81, 99, 100.
    assertThat(down[0]).isZero();
    assertThat(down[1]).isLessThanOrEqualTo(10);
    assertThat(down[2]).isBetween(65, 95);
    assertThat(down[3]).isGreaterThanOrEqualTo(95);
    assertThat(down[4]).isEqualTo(100);
  }

  private static StormRecord storm(long seed, int rate, double stall, Protection protection) {
    return new RetryStorm(seed, new Numbers(rate, 300, stall, 1, 1), protection, 660).run();
  }
}
