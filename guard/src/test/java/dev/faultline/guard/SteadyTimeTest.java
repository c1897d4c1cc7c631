package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

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
}
