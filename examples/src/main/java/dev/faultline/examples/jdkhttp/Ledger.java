package dev.faultline.examples.jdkhttp;

import java.util.SortedMap;
import java.util.TreeMap;

/** What the programs of one world have said. */
final class Ledger {
  private static final String CHARGED = "charged ";

  private final SortedMap<String, Integer> timesCharged = new TreeMap<>();
  private int paid;
  private int retries;

  void bankSays(String line) {
    if (line.startsWith(CHARGED)) {
      timesCharged.merge(line.substring(CHARGED.length()), 1, Integer::sum);
    }
  }

  void shopSays(String line) {
    paid += line.startsWith("paid ") ? 1 : 0;
    retries += line.startsWith("asks again ") ? 1 : 0;
  }

  int mostOftenCharged() {
    return timesCharged.values().stream().reduce(0, Math::max);
  }

  int paid() {
    return paid;
  }

  int retries() {
    return retries;
  }
}
