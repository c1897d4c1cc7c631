package dev.faultline.guard.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.retry.Backoff.Kind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackoffTest {
  private static final long MS = 1_000_000;
  private static final Duration BASE = Duration.ofMillis(10);
  private static final Duration CAP = Duration.ofMillis(1_000);

  @Test
  void exponential_doubles_up_to_the_cap() {
    Backoff backoff = Backoff.of(Kind.EXPONENTIAL, BASE, CAP);
    assertThat(backoff.delayNanos(0, 0, -1)).isEqualTo(10 * MS);
    assertThat(backoff.delayNanos(6, 0, -1)).isEqualTo(640 * MS);
    assertThat(backoff.delayNanos(7, 0, -1)).isEqualTo(1_000 * MS);
    assertThat(backoff.delayNanos(Integer.MAX_VALUE, 0, -1)).isEqualTo(1_000 * MS);
    assertThat(backoff.delayNanos(-1, 0, -1)).isEqualTo(10 * MS);
  }

  @Test
  void jitter_reaches_both_ends() {
    assertThat(bounds(Kind.FULL_JITTER, 3, 0)).containsExactly(0, 80 * MS);
    assertThat(bounds(Kind.EQUAL_JITTER, 3, 0)).containsExactly(40 * MS, 80 * MS);
    assertThat(bounds(Kind.DECORRELATED_JITTER, 3, 50 * MS)).containsExactly(10 * MS, 150 * MS);
    assertThat(bounds(Kind.DECORRELATED_JITTER, 0, 0)).containsExactly(10 * MS, 30 * MS);
    assertThat(bounds(Kind.DECORRELATED_JITTER, 9, 900 * MS)).containsExactly(10 * MS, 1_000 * MS);
  }

  private static long[] bounds(Kind kind, int retry, long previous) {
    Backoff backoff = Backoff.of(kind, BASE, CAP);
    // The smallest and the largest of 64 random bits.
    return new long[] {
      backoff.delayNanos(retry, previous, 0), backoff.delayNanos(retry, previous, -1)
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void no_wait_is_negative_or_above_the_cap_however_long_the_cap_is(Kind kind) {
    SplittableRandom random = new SplittableRandom(1);
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
    for (Duration cap : new Duration[] {BASE, CAP, longest}) {
      Backoff backoff = Backoff.of(kind, BASE, cap);
      long previous = 0;
      for (int retry = 0; retry < 200; retry++) {
        previous = backoff.delayNanos(retry, previous, random.nextLong());
        assertThat(previous).as("%s, retry %d", backoff, retry).isBetween(0L, cap.toNanos());
      }
    }
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> Backoff.fullJitter(CAP, BASE))
        .hasMessage("cap is PT0.01S, expected at least the base, PT1S");
    assertThatThrownBy(() -> Backoff.fullJitter(Duration.ZERO, CAP))
        .hasMessageStartingWith("base is PT0S");
    assertThatThrownBy(() -> Backoff.fixed(Duration.ofSeconds(-1)))
        .hasMessage("wait is PT-1S, expected zero to 146 years");
  }
}
