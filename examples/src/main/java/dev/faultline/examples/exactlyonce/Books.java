package dev.faultline.examples.exactlyonce;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often a bank has charged which order. */
final class Books {
  private final SortedMap<Long, Integer> timesCharged = new TreeMap<>();
  private int mostOftenCharged;

  void charge(long order) {
    mostOftenCharged = Math.max(mostOftenCharged, timesCharged.merge(order, 1, Integer::sum));
  }

  int orders() {
    return timesCharged.size();
  }

  int mostOftenCharged() {
    return mostOftenCharged;
  }

  SortedMap<Long, Integer> all() {
    return timesCharged;
  }
}
