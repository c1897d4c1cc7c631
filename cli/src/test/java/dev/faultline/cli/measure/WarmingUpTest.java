package dev.faultline.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WarmingUpTest {
  private static final long WINDOW = 1_000;

  /** Feeds messages per window until the warm-up is over; returns after which window it was. */
  private static int overAfter(WarmingUp warming, long... messages) {
    long count = 0;
    for (int i = 0; i < messages.length; i++) {
      count += messages[i];
      if (warming.over((i + 1) * WINDOW, count)) {
        return i + 1;
      }
    }
    return -1;
  }

  @Test
  void it_is_over_when_three_windows_differ_by_a_twentieth_at_most() {
    WarmingUp warming = new WarmingUp(0, WINDOW, 100 * WINDOW);

    assertThat(overAfter(warming, 10, 50, 90, 96, 100, 99, 96)).isEqualTo(6);
    assertThat(warming.result().steady()).isTrue();
    assertThat(warming.result().seconds()).isEqualTo(6e-6);
  }

  @Test
  void the_limit_ends_it_though_the_rate_is_not_steady() {
    WarmingUp warming = new WarmingUp(0, WINDOW, 5 * WINDOW);

    assertThat(overAfter(warming, 10, 20, 30, 40, 50, 60)).isEqualTo(5);
    assertThat(warming.result().steady()).isFalse();
  }

  @Test
  void nothing_at_all_is_not_a_steady_rate() {
    assertThat(overAfter(new WarmingUp(0, WINDOW, 7 * WINDOW), 0, 0, 0, 0, 0, 0, 0, 0))
        .isEqualTo(7);
  }

  @Test
  void a_window_that_lasts_longer_counts_by_its_rate() {
    WarmingUp warming = new WarmingUp(0, WINDOW, 100 * WINDOW);

    assertThat(warming.over(WINDOW, 100)).isFalse();
    assertThat(warming.over(3 * WINDOW, 300)).isFalse();
    // Not a window yet.
    assertThat(warming.over(3 * WINDOW + 1, 301)).isFalse();
    assertThat(warming.over(4 * WINDOW, 400)).isTrue();
  }

  @Test
  void without_time_there_is_none() {
    assertThat(new WarmingUp(0, WINDOW, 0).over(0, 0)).isTrue();
  }
}
