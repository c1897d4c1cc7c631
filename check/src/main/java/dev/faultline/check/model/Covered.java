package dev.faultline.check.model;

import java.util.TreeMap;

/** Stretches of time, each from just after one event to just before another. */
final class Covered {
  private final TreeMap<Long, Long> endOfStart = new TreeMap<>();

  void add(long from, long to) {
    long start = from;
    long end = to;
    var before = endOfStart.floorEntry(from);
    if (before != null && before.getValue() > from) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    var next = endOfStart.ceilingEntry(start);
    while (next != null && next.getKey() < end) {
      end = Math.max(end, next.getValue());
      endOfStart.remove(next.getKey());
      next = endOfStart.ceilingEntry(start);
    }
    endOfStart.put(start, end);
  }

  /** The first event, this one or a later, just after which nothing is covered. */
  long freeAfter(long event) {
    var before = endOfStart.floorEntry(event);
    return before != null && before.getValue() > event ? before.getValue() : event;
  }
}
