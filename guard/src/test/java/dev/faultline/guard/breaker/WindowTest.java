package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void more_results_than_an_int_holds_are_still_counted() {
    long start = Long.MAX_VALUE - 50;
    Window window = new Window(1_000, start);
    for (int i = 0; i < 3; i++) {
      window.add(Outcome.SUCCESS, Integer.MAX_VALUE);
      window.add(Outcome.ERROR, Integer.MAX_VALUE);
    }
    assertThat(window.all()).isEqualTo(6L * Integer.MAX_VALUE);
    assertThat(window.failures()).isEqualTo(3L * Integer.MAX_VALUE);
    window.slide(start + 10_000);
    assertThat(window.all()).isZero();
  }
}
