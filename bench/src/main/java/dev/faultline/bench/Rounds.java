package dev.faultline.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures several contestants in interleaved rounds, so that what else the machine does hits all
 * alike, and prints each one's median with its range, and its ratio to the first.
 */
public final class Rounds {
  private final Map<String, DoubleSupplier> contestants = new LinkedHashMap<>();
  private final String unit;
  private boolean eachRound;

  /**
   * Prepares a measurement.
   *
   * @param unit of what the contestants return, more being better
   */
  public Rounds(String unit) {
    this.unit = unit;
  }

  /** Adds a contestant; each call measures once. */
  public Rounds add(String name, DoubleSupplier measure) {
    contestants.put(name, measure);
    return this;
  }

  /** Has the ratio to the first contestant printed for each round, too. */
  public Rounds printingEachRound() {
    eachRound = true;
    return this;
  }

  /** Runs {@code warmups} rounds that do not count and {@code rounds} that do. */
  public void run(int warmups, int rounds) {
    SequencedMap<String, List<Double>> results = new LinkedHashMap<>();
    for (int round = 0; round < warmups + rounds; round++) {
      for (Map.Entry<String, DoubleSupplier> each : contestants.entrySet()) {
        double result = each.getValue().getAsDouble();
        if (round >= warmups) {
          results.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(result);
        }
      }
    }
    double first = Double.NaN;
    for (Map.Entry<String, List<Double>> each : results.entrySet()) {
      double[] sorted = each.getValue().stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      first = Double.isNaN(first) ? median : first;
      System.out.printf(
          Locale.ROOT,
          "%-44s %,14.0f %s  (%,.0f to %,.0f)  x%.2f%n",
          each.getKey(),
          median,
          unit,
          sorted[0],
          sorted[sorted.length - 1],
          median / first);
      if (eachRound && each.getValue() != results.sequencedValues().getFirst()) {
        System.out.println(
            "  by round " + ratios(results.sequencedValues().getFirst(), each.getValue()));
      }
    }
  }

  private static String ratios(List<Double> first, List<Double> other) {
    return IntStream.range(0, first.size())
        .mapToObj(round -> String.format(Locale.ROOT, "x%.2f", other.get(round) / first.get(round)))
        .collect(Collectors.joining(" "));
  }

  /** What happens so many times in so many nanoseconds, a second. */
  public static double perSecond(double times, long nanos) {
    return times * 1e9 / nanos;
  }
}
