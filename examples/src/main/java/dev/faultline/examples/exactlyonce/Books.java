package dev.faultline.examples.exactlyonce;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often a bank has charged which order. */
final class Books {
  private final SortedMap<Long, Integer> timesCharged = new TreeMap<>();

  void charge(long order) {
    timesCharged.merge(order, 1, Integer::sum);
  }

  int orders() {
    return timesCharged.size();
  }

  int mostOftenCharged() {
    return timesCharged.values().stream().reduce(0, Math::max);
  }

  SortedMap<Long, Integer> all() {
    return timesCharged;
  }
}
