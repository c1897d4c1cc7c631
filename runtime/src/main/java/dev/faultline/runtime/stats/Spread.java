package dev.faultline.runtime.stats;

import dev.faultline.link.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * A snapshot of a distribution.
 *
 * @param bars from small values to large ones, without empty ones
 */
public record Spread(List<Bar> bars) {
  /**
   * A bucket of similar values.
   *
   * @param most the largest value that belongs to the bucket
   * @param count how many values it has
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

  /** How many values were recorded. */
  public long count() {
    return bars.stream().mapToLong(Bar::count).sum();
  }

  /** The value that {@code percent} percent of all values do not exceed; 0 if there are none. */
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
