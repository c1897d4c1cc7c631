package dev.faultline.disk.fault;

import java.util.Map;
import java.util.TreeMap;

/** Sectors that cannot be read until they are written as a whole. */
final class BadSectors {
  private static final long BYTES = 512;

  /** Of each file, from which to which sector, each with its end; no two touch. */
  private final Map<Long, TreeMap<Long, Long>> bad = new TreeMap<>();

  boolean isEmpty() {
    return bad.isEmpty();
  }

  void add(long file, long from, long to) {
    if (from > to) {
      return;
    }
    TreeMap<Long, Long> sectors = bad.computeIfAbsent(file, any -> new TreeMap<>());
    long first = from / BYTES;
    long last = to / BYTES;
    Map.Entry<Long, Long> before = sectors.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      first = before.getKey();
      last = Math.max(last, before.getValue());
    }
    Map.Entry<Long, Long> next = sectors.ceilingEntry(first);
    while (next != null && next.getKey() <= last + 1) {
      last = Math.max(last, next.getValue());
      sectors.remove(next.getKey());
      next = sectors.ceilingEntry(first);
    }
    sectors.put(first, last);
  }

  /** Whether a call fails; a write that covers sectors as a whole mends them. */
  boolean strikes(Request request) {
    TreeMap<Long, Long> sectors = bad.get(request.file());
    if (sectors == null || request.length() == 0) {
      return false;
    }
    long first = request.offset() / BYTES;
    long last = (request.offset() + request.length() - 1) / BYTES;
    if (request.call() == FileCall.READ) {
      return isBad(sectors, first, last);
    }
    if (request.call() != FileCall.WRITE) {
      return false;
    }
    // A part of a sector is written by reading the sector first.
    boolean headCut = request.offset() % BYTES != 0;
    boolean tailCut = (request.offset() + request.length()) % BYTES != 0;
    if ((headCut && isBad(sectors, first, first)) || (tailCut && isBad(sectors, last, last))) {
      return true;
    }
    mend(sectors, first, last);
    return false;
  }

  private static boolean isBad(TreeMap<Long, Long> sectors, long first, long last) {
    Map.Entry<Long, Long> before = sectors.floorEntry(last);
    return before != null && before.getValue() >= first;
  }

  private static void mend(TreeMap<Long, Long> sectors, long first, long last) {
    for (Map.Entry<Long, Long> at = sectors.floorEntry(last);
        at != null && at.getValue() >= first;
        at = sectors.floorEntry(last)) {
      sectors.remove(at.getKey());
      if (at.getValue() > last) {
        sectors.put(last + 1, at.getValue());
      }
      if (at.getKey() < first) {
        sectors.put(at.getKey(), first - 1);
      }
    }
  }
}
