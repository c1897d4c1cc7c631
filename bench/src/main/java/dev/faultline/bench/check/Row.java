package dev.faultline.bench.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One row of the table: work that is timed, after work that is not.
 *
 * @param name on the command line
 * @param bar milliseconds that it may take
 * @param rounds how often it is timed, after half as many rounds to warm up
 * @param work returns the verdict's word, or what it found
 */
record Row(String name, String what, double bar, int rounds, Work work) {

  /** What is timed. */
  interface Work {
    String run() throws Exception;
  }

  /** Times all rows in interleaved rounds, so that what else the machine does hits all alike. */
  static void measure(List<Row> rows) throws Exception {
    var times = new ArrayList<List<Double>>();
    var found = new ArrayList<String>();
    int most = 0;
    for (Row row : rows) {
      times.add(new ArrayList<>());
      found.add("");
      most = Math.max(most, row.rounds());
    }
    for (int round = -most / 2; round < most; round++) {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        boolean counts = round >= 0 && round < row.rounds();
        if (!counts && (round >= 0 || round < -row.rounds() / 2)) {
          continue;
        }
        System.gc(); // What one round leaves behind is not the next one's to collect.
        long start = System.nanoTime();
        String word = row.work().run();
        double milliseconds = (System.nanoTime() - start) / 1e6;
        found.set(i, word);
        if (counts) {
          times.get(i).add(milliseconds);
        }
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      print(rows.get(i), times.get(i), found.get(i));
    }
  }

  private static void print(Row row, List<Double> times, String found) {
    double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    System.out.printf(
        Locale.ROOT,
        "%-14s %-62s %9.1f ms (%.1f to %.1f, %d rounds)  bar %.0f ms: %s  [%s]%n",
        row.name(),
        row.what(),
        median,
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length,
        row.bar(),
        median <= row.bar() ? "met" : "MISSED",
        found);
  }
}
