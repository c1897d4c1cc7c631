package dev.faultline.cli.measure;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one contestant reached in one setup.
 *
 * @param configuration the contestant's, for the reader
 * @param rates messages a second, one for each round
 * @param handedOver nanoseconds until a message is handed over at the other side
 * @param roundTrips nanoseconds until the answer is there
 * @param warmUps before what was measured, one for each rate and each round of round trips
 */
public record Row(
    String contestant,
    String configuration,
    Setup setup,
    List<Double> rates,
    Histogram handedOver,
    Histogram roundTrips,
    List<WarmUp> warmUps) {
  /** The middle of the rates, or NaN without any. */
  public double median() {
    List<Double> sorted = rates.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  /** One line, with the ratio to {@code first}. */
  public String text(Row first) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-18s", contestant));
    if (!rates.isEmpty()) {
      double least = rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      double most = rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      line.append(
          String.format(
              Locale.ROOT,
              " %,12.0f msg/s (%,.0f to %,.0f) x%.2f",
              median(),
              least,
              most,
              median() / first.median()));
    }
    if (roundTrips.getTotalCount() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "  handed over %,.1f us p50; round trip %,.1f us p50, %,.1f us p99, %,.1f us max",
              handedOver.getValueAtPercentile(50) / 1e3,
              micros(50),
              micros(99),
              micros(100)));
    }
    return line.append(warmUp()).toString();
  }

  private String warmUp() {
    if (warmUps.isEmpty()) {
      return "";
    }
    DoubleSummaryStatistics seconds =
        warmUps.stream().mapToDouble(WarmUp::seconds).summaryStatistics();
    return String.format(
        Locale.ROOT,
        "; warmed up %.1f to %.1f s, steady in %d of %d",
        seconds.getMin(),
        seconds.getMax(),
        warmUps.stream().filter(WarmUp::steady).count(),
        warmUps.size());
  }

  /** Microseconds of a round trip at a percentile. */
  public double micros(double percentile) {
    return roundTrips.getValueAtPercentile(percentile) / 1e3;
  }
}
