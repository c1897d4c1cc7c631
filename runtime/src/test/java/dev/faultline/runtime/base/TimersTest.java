package dev.faultline.runtime.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  @Test
  void no_patience_overflows() {
    for (Duration forEver :
        List.of(
            Duration.ofNanos(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE),
            ChronoUnit.FOREVER.getDuration())) {
      assertThat(Patience.nanos(forEver)).isGreaterThanOrEqualTo(Long.MAX_VALUE);
      assertThat(Patience.end(1, forEver)).isEqualTo(Long.MAX_VALUE);
      assertThat(Patience.end(1L << 62, forEver)).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(Patience.end(5, Duration.ofNanos(7))).isEqualTo(12);
    assertThat(Patience.end(5, Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(5);
    assertThat(Patience.end(-5, Duration.ofNanos(7))).isEqualTo(2);
  }

  @Test
  void a_timer_for_ever_is_never_due_and_keeps_no_other_waiting() {
    Timers timers = new Timers();
    timers.add(Long.MAX_VALUE, () -> {});
    assertThat(timers.due(Long.MAX_VALUE)).isNull();
    Runnable soon = () -> {};
    timers.add(10, soon);
    assertThat(timers.deadline()).isEqualTo(10);
    assertThat(timers.due(9)).isNull();
    assertThat(timers.due(10)).isSameAs(soon);
  }

  @Test
  void what_is_never_due_or_was_cancelled_is_not_kept() {
    Timers timers = new Timers();
    List<Timers.Timer> later = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      timers.add(Long.MAX_VALUE, () -> {});
      later.add(timers.add(1_000 + i, () -> {}));
    }
    assertThat(timers.size()).isEqualTo(10_000);
    Runnable last = () -> {};
    timers.add(100_000, last);
    for (Timers.Timer each : later) {
      timers.cancel(each);
      timers.cancel(each);
    }
    assertThat(timers.size()).isEqualTo(1);
    assertThat(timers.kept()).isLessThan(100);
    assertThat(timers.due(99_999)).isNull();
    assertThat(timers.deadline()).isEqualTo(100_000);
    assertThat(timers.due(100_000)).isSameAs(last);
    assertThat(timers.size()).isZero();
  }
}
