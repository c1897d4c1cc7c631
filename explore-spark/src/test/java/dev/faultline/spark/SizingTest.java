package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SizingTest {
  private static Sizing learned(int slots, long nanosPerWorld) {
    Sizing sizing = new Sizing();
    for (int i = 0; i < 40; i++) {
      int size = sizing.next(slots, 1_000_000_000);
      sizing.learn(size, size * nanosPerWorld);
    }
    return sizing;
  }

  @Test
  void what_a_task_costs_is_at_most_two_in_a_hundred_of_its_work() {
    int size = learned(2, 1_000_000).next(2, 1_000_000_000);

    assertThat(Sizing.OVERHEAD_NANOS / (size * 1e6)).isLessThanOrEqualTo(1.01 * Sizing.SHARE);
  }

  @Test
  void a_thousand_executors_get_spans_that_one_driver_can_hand_out() {
    int size = learned(1000, 1_000_000).next(1000, 1_000_000_000);

    assertThat(1000 / (size * 1e-3)).isLessThanOrEqualTo(1.01 * Sizing.TASKS_PER_SECOND);
  }

  @Test
  void spans_get_smaller_at_the_end_and_never_empty() {
    Sizing sizing = learned(4, 1_000_000);
    int usual = sizing.next(4, 1_000_000);

    assertThat(sizing.next(4, usual)).isBetween(usual / 8 - 1, usual / 2);
    assertThat(sizing.next(4, 1)).isEqualTo(1);
  }

  @Test
  void slow_worlds_go_one_by_one() {
    assertThat(learned(2, 60_000_000_000L).next(2, 1000)).isEqualTo(1);
  }
}
