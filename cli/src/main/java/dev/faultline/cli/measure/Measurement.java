package dev.faultline.cli.measure;

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
 * @param warmUpNanos before each round at most, until the rate is steady: the last three windows of
 *     half a round's length differ by 5 % at most
 * @param what to measure
 */
public record Measurement(
    List<Contestant> contestants,
    List<Setup> setups,
    int rounds,
    long nanos,
    long warmUpNanos,
    What what) {
  /** A warm-up takes so many times a round's length at most, unless something else is asked for. */
  public static final int WARM_UP_TIMES = 12;

  private static final int ROUND_TRIPS = 20_000;

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
                      new Row(
                          name,
                          contestant.configuration(),
                          setup,
                          new ArrayList<>(),
                          new Histogram(3),
                          new Histogram(3),
                          new ArrayList<>()));
          round(contestant, row, round > 0);
        }
      }
    }
    return List.copyOf(rows.values());
  }

  private void round(Contestant contestant, Row row, boolean counts) throws Exception {
    Measure.Times times = new Measure.Times(nanos, warmUpNanos);
    if (what != What.LATENCY) {
      try (Pair pair = contestant.open(row.setup())) {
        Measure.Rate rate = Measure.oneWay(pair, times);
        if (counts) {
          row.rates().add(rate.perSecond());
          row.warmUps().add(rate.warmUp());
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
          WarmUp warmUp = Measure.pingPong(pair, count, times, over, trips);
          if (counts) {
            row.warmUps().add(warmUp);
          }
        }
      }
    }
  }
}
