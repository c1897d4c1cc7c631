package dev.faultline.explore.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StandstillTest {
  private static final long SECOND = 1_000_000_000L;

  /** Clocks of that kind may stand below zero. */
  private static final long START = -5 * SECOND;

  private final Standstill standstill = new Standstill(Duration.ofSeconds(2), START);

  @Test
  void a_world_without_turns_may_take_as_long_as_was_said() {
    assertThat(standstill.how(START, 0, START + 2 * SECOND)).isNull();
    assertThat(standstill.how(START, 0, START + 2 * SECOND + 1))
        .isEqualTo(" has been stuck for 2s of real time");
  }

  @Test
  void another_world_begins_anew() {
    assertThat(standstill.how(START + 3 * SECOND, 0, START + 4 * SECOND)).isNull();
  }

  @Test
  void turns_give_it_ten_times_as_long() {
    for (int second = 1; second <= 20; second++) {
      assertThat(standstill.how(START, second, START + second * SECOND)).isNull();
    }
    assertThat(standstill.how(START, 21, START + 21 * SECOND))
        .isEqualTo(" has not ended in 20s of real time");
  }

  @Test
  void turns_that_end_leave_it_the_time_that_was_said() {
    assertThat(standstill.how(START, 7, START + 3 * SECOND)).isNull();
    assertThat(standstill.how(START, 7, START + 5 * SECOND)).isNull();
    assertThat(standstill.how(START, 7, START + 5 * SECOND + 1)).contains("stuck for 2s");
  }
}
