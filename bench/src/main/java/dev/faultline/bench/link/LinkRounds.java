package dev.faultline.bench.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Interleaved rounds of all contestants for one setup. */
final class LinkRounds {
  private static final int ROUND_TRIPS = 20_000;
  private static final int ROUND_TRIPS_WITH_LOSS = 2_000;
  private final LinkArguments arguments;
  private final Setup setup;

  LinkRounds(LinkArguments arguments, Setup setup) {
    this.arguments = arguments;
    this.setup = setup;
  }

  void run() throws Exception {
    Map<Contestant, List<Double>> rates = new LinkedHashMap<>();
    Map<Contestant, Histogram> trips = new LinkedHashMap<>();
    for (int round = 0; round <= arguments.rounds(); round++) {
      for (Contestant each : arguments.contestants()) {
        if (setup.loss() == 0 || each.canLose()) {
          round(each, round > 0, rates, trips);
        }
      }
    }
    System.out.printf(Locale.ROOT, "%n%d bytes, loss %s%n", setup.messageBytes(), setup.loss());
    double first = Double.NaN;
    for (Map.Entry<Contestant, List<Double>> each : rates.entrySet()) {
      double[] sorted = each.getValue().stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      first = Double.isNaN(first) ? median : first;
      System.out.printf(
          Locale.ROOT,
          "  %-18s %,14.0f msg/s  (%,.0f to %,.0f)  x%.2f%n",
          each.getKey().name(),
          median,
          sorted[0],
          sorted[sorted.length - 1],
          median / first);
    }
    trips.forEach((contestant, histogram) ->
        System.out.printf(
            Locale.ROOT,
            "  %-18s round trip %,9.1f us p50, %,9.1f us p99, %,9.1f us max%n",
            contestant.name(),
            histogram.getValueAtPercentile(50) / 1e3,
            histogram.getValueAtPercentile(99) / 1e3,
            histogram.getMaxValue() / 1e3));
  }

  private void round(
      Contestant contestant,
      boolean counts,
      Map<Contestant, List<Double>> rates,
      Map<Contestant, Histogram> trips)
      throws Exception {
    if (arguments.throughput()) {
      try (Pair pair = contestant.open(setup)) {
        double rate = Measure.oneWay(pair, counts ? arguments.nanos() : arguments.nanos() * 2);
        if (counts) {
          rates.computeIfAbsent(contestant, key -> new ArrayList<>()).add(rate);
        }
      }
    }
    if (arguments.latency()) {
      try (Pair pair = contestant.open(setup)) {
        if (pair.lossy() && setup.loss() > 0) {
          return;
        }
        Histogram histogram = new Histogram(3);
        Measure.pingPong(pair, setup.loss() > 0 ? ROUND_TRIPS_WITH_LOSS : ROUND_TRIPS, histogram);
        if (counts) {
          trips.computeIfAbsent(contestant, key -> new Histogram(3)).add(histogram);
        }
      }
    }
  }
}
