package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void readings_that_arrive_in_the_other_order_do_not_make_time_run_fast() {
    SteadyTime time = new SteadyTime();
    for (long now = 0; now < 1_000; now += 10) {
      assertThat(time.at(now)).isEqualTo(now);
      assertThat(time.at(now - 5)).isEqualTo(now);
    }
    assertThat(time.stepsBack()).isZero();
  }

  @Test
  void a_clock_that_is_set_back_goes_on_from_where_it_was() {
    SteadyTime time = new SteadyTime();
    assertThat(time.at(5_000 * SECOND)).isEqualTo(5_000 * SECOND);
    assertThat(time.at(1_400 * SECOND)).isEqualTo(5_000 * SECOND);
    assertThat(time.at(1_410 * SECOND)).isEqualTo(5_010 * SECOND);
    assertThat(time.stepsBack()).isEqualTo(1);
  }

  @Test
  void a_clock_may_overflow() {
    SteadyTime time = new SteadyTime();
    long before = time.at(Long.MAX_VALUE - 1);
    assertThat(time.at(Long.MIN_VALUE + 8) - before).isEqualTo(10);
    assertThat(time.stepsBack()).isZero();
  }

  @Test
  void readings_from_before_a_step_that_come_after_it_do_not_make_time_run_fast() {
    SteadyTime time = new SteadyTime();
    long start = time.at(10 * SECOND);
    for (int step = 1; step <= 3; step++) {
      for (int i = 0; i < 30; i++) {
        // Held up on its way here, and one that was not.
        time.at(10 * SECOND - (step - 1) * 2 * SECOND + i);
        time.at(10 * SECOND - step * 2 * SECOND + i);
      }
    }
    assertThat(time.at(4 * SECOND + 30) - start).isLessThan(SECOND / 100);
    assertThat(time.stepsBack()).isEqualTo(3);
    // Whoever reads the clock now and then is followed through those times.
    for (long now = 4 * SECOND; now < 9 * SECOND; now += SECOND / 2) {
      time.at(now);
    }
    assertThat(time.at(9 * SECOND) - start).isCloseTo(5 * SECOND, within(SECOND / 100));
  }

  @Test
  void a_clock_that_passes_the_time_of_its_step_again_is_followed() {
    SteadyTime time = new SteadyTime();
    long start = time.at(10 * SECOND);
    time.at(2 * SECOND);
    // Nothing for eight seconds: this might be a reading from before the step.
    time.at(10 * SECOND);
    assertThat(time.at(12 * SECOND) - start).isEqualTo(10 * SECOND);
  }
}
