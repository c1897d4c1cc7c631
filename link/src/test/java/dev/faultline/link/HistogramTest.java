package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistogramTest {
  private final Histogram distribution = new Histogram();

  @Test
  void nothing_came_yet() {
    assertThat(distribution.count()).isZero();
    assertThat(distribution.max()).isZero();
    assertThat(distribution.percentile(50)).isZero();
  }

  @Test
  void a_percentile_is_at_most_an_eighth_too_large() {
    long seed = 20_261_127;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long[] values = new long[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(1L << random.nextInt(1, 62));
      distribution.record(values[i]);
    }
    Arrays.sort(values);
    assertThat(distribution.count()).isEqualTo(values.length);
    assertThat(distribution.max()).isEqualTo(values[values.length - 1]);
    for (int percent = 1; percent <= 100; percent++) {
      long exact = values[values.length * percent / 100 - 1];
      long said = distribution.percentile(percent);
      assertThat(said).as("%d %%", percent).isBetween(exact, exact + exact / 8);
    }
  }

  @Test
  void small_values_and_the_largest_are_exact() {
    for (long value = 0; value < 8; value++) {
      Histogram one = new Histogram();
      one.record(value);
      assertThat(one.percentile(100)).isEqualTo(value);
    }
    distribution.record(Long.MAX_VALUE);
    distribution.record(-5);
    assertThat(distribution.percentile(100)).isEqualTo(Long.MAX_VALUE);
    assertThat(distribution.percentile(1)).isZero();
  }

  @Test
  void no_percentile_is_beyond_the_largest_value_or_below_its_share() {
    distribution.record(1_000);
    assertThat(distribution.percentile(50)).isEqualTo(1_000);
    distribution.record(3);
    distribution.record(3);
    assertThat(distribution.percentile(66)).isEqualTo(3);
    // Two thirds are less than 67 hundredths.
    assertThat(distribution.percentile(67)).isEqualTo(1_000);
  }

  @Test
  void a_share_that_is_none_is_refused_by_name() {
    for (double percent : new double[] {-1, 100.5, Double.NaN}) {
      assertThatThrownBy(() -> distribution.percentile(percent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("percent is " + percent);
    }
  }

  @Test
  void classes_are_shown_from_small_to_large_and_count_everything() {
    for (long value : new long[] {70_000, 3, 70_001, 500}) {
      distribution.record(value);
    }
    StringBuilder seen = new StringBuilder();
    distribution.forEach((most, count) -> seen.append(most).append('x').append(count).append(' '));
    assertThat(seen.toString()).isEqualTo("3x1 511x1 73727x2 ");
  }
}
