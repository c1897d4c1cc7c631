package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestTimeTest {
  @Test
  void a_reading_that_comes_late_counts_as_the_latest_however_late_it_is() {
    LatestTime time = new LatestTime();
    assertThat(time.at(-5)).isEqualTo(-5);
    assertThat(time.at(Long.MAX_VALUE / 2)).isEqualTo(Long.MAX_VALUE / 2);
    assertThat(time.at(3)).isEqualTo(Long.MAX_VALUE / 2);
    assertThat(time.at(Long.MAX_VALUE / 2 + 1)).isEqualTo(Long.MAX_VALUE / 2 + 1);
  }

  @Test
  void readings_that_overflow_go_on() {
    LatestTime time = new LatestTime();
    time.at(Long.MAX_VALUE);
    assertThat(time.at(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(time.at(Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
  }
}
