package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopwatchTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void it_measures_and_a_clock_that_is_set_back_costs_no_time() {
    Stopwatch watch = new Stopwatch(Long.MAX_VALUE);
    assertThat(watch.elapsedNanos(Long.MAX_VALUE + 5 * SECOND)).isEqualTo(5 * SECOND);
    assertThat(watch.elapsedNanos(Long.MAX_VALUE - 3_600 * SECOND)).isEqualTo(5 * SECOND);
    assertThat(watch.elapsedNanos(Long.MAX_VALUE - 3_598 * SECOND)).isEqualTo(7 * SECOND);
    assertThat(watch.clockSteps()).isOne();
    assertThat(watch.lapNanos(Long.MAX_VALUE - 3_597 * SECOND)).isEqualTo(8 * SECOND);
    assertThat(watch.elapsedNanos(Long.MAX_VALUE - 3_596 * SECOND)).isEqualTo(SECOND);
  }
}
