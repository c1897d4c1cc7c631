package dev.faultline.runtime.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What to measure.
 *
 * @param contestants the first is what the others' ratios are to
 * @param setups one after the other
 * @param rounds of each contestant that count, interleaved; one before them does not
 * @param nanos of sending in each round
 * @param what to measure
 */
public record Measurement(
    List<Contestant> contestants, List<Setup> setups, int rounds, long nanos, What what) {
  private static final int ROUND_TRIPS = 20_000;

  /** Round trips may take so many times as long as sending. */
  private static final int ROUND_TRIP_TIMES = 20;

  /** Fewer, because some contestants wait a tenth of a second for what is lost. */
  private static final int ROUND_TRIPS_WITH_LOSS = 2_000;

  /** Which of the two measures. */
  public enum What {
    /** Messages a second. */
    THROUGHPUT,
    /** Round trips. */
    LATENCY,
    /** One after the other. */
    BOTH
  }

  /** Measures; throws what a contestant throws, and if a message is missing. */
  public List<Row> run() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Setup setup : setups) {
      rows.addAll(run(setup));
    }
    return rows;
  }

  private List<Row> run(Setup setup) throws Exception {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Contestant contestant : contestants) {
        if (setup.loss() == 0 || contestant.canLose()) {
          Row row =
              rows.computeIfAbsent(
                  contestant.name(),
                  name ->
                      new Row(name, setup, new ArrayList<>(), new Histogram(3), new Histogram(3)));
          round(contestant, row, round > 0);
        }
      }
    }
    return List.copyOf(rows.values());
  }

  private void round(Contestant contestant, Row row, boolean counts) throws Exception {
    if (what != What.LATENCY) {
      try (Pair pair = contestant.open(row.setup())) {
        double rate = Measure.oneWay(pair, nanos);
        if (counts) {
          row.rates().add(rate);
        }
      }
    }
    if (what != What.THROUGHPUT) {
      try (Pair pair = contestant.open(row.setup())) {
        boolean loses = row.setup().loss() > 0;
        if (!loses || !pair.lossy()) {
          Histogram over = counts ? row.handedOver() : new Histogram(3);
          Histogram trips = counts ? row.roundTrips() : new Histogram(3);
          int count = loses ? ROUND_TRIPS_WITH_LOSS : ROUND_TRIPS;
          Measure.pingPong(pair, count, ROUND_TRIP_TIMES * nanos, over, trips);
        }
      }
    }
  }
}
