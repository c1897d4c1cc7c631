package dev.faultline.runtime.stats;

import dev.faultline.link.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * A distribution at one moment.
 *
 * @param bars from small values to large ones, without empty ones
 */
public record Spread(List<Bar> bars) {
  /**
   * Some values that are alike.
   *
   * @param most the largest that belongs here
   * @param count how many came
   */
  public record Bar(long most, int count) {}

  /** Copies the bars. */
  public Spread {
    bars = List.copyOf(bars);
  }

  static Spread of(Distribution distribution) {
    List<Bar> bars = new ArrayList<>();
    distribution.forEach((most, count) -> bars.add(new Bar(most, count)));
    return new Spread(bars);
  }

  /** How many values came. */
  public long count() {
    return bars.stream().mapToLong(Bar::count).sum();
  }

  /** A value that so many hundredths of all do not exceed; 0 without any. */
  public long percentile(double percent) {
    long rank = Math.max(1, (long) Math.ceil(count() * percent / 100));
    long seen = 0;
    for (Bar bar : bars) {
      seen += bar.count();
      if (seen >= rank) {
        return bar.most();
      }
    }
    return 0;
  }
}
