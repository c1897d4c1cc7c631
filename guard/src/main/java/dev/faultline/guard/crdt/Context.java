package dev.faultline.guard.crdt;

import dev.faultline.guard.version.Dot;
import dev.faultline.guard.version.VersionVector;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which changes a replica has seen: all of each replica up to a number, and single ones beyond,
 * whose predecessors are still on their way. Those join the rest as soon as they can, so what is
 * kept is one number for each replica and the gaps.
 */
final class Context {
  private final TreeMap<String, Long> upTo = new TreeMap<>();
  private final TreeSet<Dot> beyond = new TreeSet<>();

  boolean contains(Dot dot) {
    return dot.number() <= upTo.getOrDefault(dot.replica(), 0L) || beyond.contains(dot);
  }

  /** The next change of a replica, which then was seen. */
  Dot next(String replica) {
    Dot last = beyond.floor(new Dot(replica, Long.MAX_VALUE));
    long seen = upTo.getOrDefault(replica, 0L);
    if (last != null && last.replica().equals(replica)) {
      seen = Math.max(seen, last.number());
    }
    Dot next = new Dot(replica, Math.addExact(seen, 1));
    add(next);
    return next;
  }

  /** Whether it was not seen before. */
  boolean add(Dot dot) {
    if (contains(dot)) {
      return false;
    }
    beyond.add(dot);
    compact(dot.replica());
    return true;
  }

  /** Whether any of it was not seen before. */
  boolean add(VersionVector seen) {
    boolean isNew = false;
    for (var entry : seen.counts().entrySet()) {
      if (upTo.getOrDefault(entry.getKey(), 0L) < entry.getValue()) {
        upTo.put(entry.getKey(), entry.getValue());
        beyond
            .subSet(
                new Dot(entry.getKey(), 1), true, new Dot(entry.getKey(), entry.getValue()), true)
            .clear();
        compact(entry.getKey());
        isNew = true;
      }
    }
    return isNew;
  }

  private void compact(String replica) {
    long last = upTo.getOrDefault(replica, 0L);
    long before = last;
    while (last < Long.MAX_VALUE && beyond.remove(new Dot(replica, last + 1))) {
      last++;
    }
    if (last > before) {
      upTo.put(replica, last);
    }
  }

  VersionVector upTo() {
    return new VersionVector(upTo);
  }

  SortedSet<Dot> beyond() {
    return new TreeSet<>(beyond);
  }
}
