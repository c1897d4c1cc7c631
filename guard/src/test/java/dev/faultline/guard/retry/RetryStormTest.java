package dev.faultline.guard.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.retry.RetryStorm.Guard;
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
    "275, 10, BUDGET, false",
    "280, 10, DEADLINE, true",
  })
  void it_recovers_where_the_law_says_so(int rate, int stall, Guard guard, boolean recovers) {
    RetryStorm storm = new RetryStorm(SEED, rate, stall, guard).run();
    assertThat(storm.recovery() >= 0)
        .as(
            "after %d s, goodput %.0f/s, peak %.0f/s",
            storm.recovery(), storm.goodput(), storm.peak())
        .isEqualTo(recovers);
  }

  @Test
  void work_that_nobody_waits_for_is_what_keeps_it_down() {
    RetryStorm storm = new RetryStorm(SEED, 280, 10, Guard.NONE).run();
    assertThat(storm.goodput()).isLessThan(1);
    assertThat(storm.peak()).isGreaterThan(550);
    RetryStorm shed = new RetryStorm(SEED, 280, 10, Guard.DEADLINE).run();
    assertThat(shed.recovery()).isBetween(0, 1);
    assertThat(shed.goodput()).isGreaterThan(0.95 * 280);
  }

  @Test
  void a_budget_lowers_the_peak() {
    assertThat(new RetryStorm(SEED, 280, 10, Guard.BUDGET).run().peak()).isBetween(300.0, 440.0);
  }

  @Test
  void the_point_of_no_return_is_a_stall_of_one_second() {
    int down8 = 0;
    int down12 = 0;
    for (int seed = 0; seed < 10; seed++) {
      down8 += new RetryStorm(seed, 280, 0.8, Guard.NONE).run().recovery() < 0 ? 1 : 0;
      down12 += new RetryStorm(seed, 280, 1.2, Guard.NONE).run().recovery() < 0 ? 1 : 0;
    }
    assertThat(down8).isZero();
    assertThat(down12).isEqualTo(10);
  }
}
