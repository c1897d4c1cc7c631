package dev.faultline.disk.fault;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sectors that cannot be read until they are written as a whole. */
final class BadSectors {
  private static final long BYTES = 512;

  private final Map<Long, TreeSet<Long>> bad = new TreeMap<>();

  void add(long file, long from, long to) {
    if (from > to) {
      return;
    }
    TreeSet<Long> sectors = bad.computeIfAbsent(file, any -> new TreeSet<>());
    for (long sector = from / BYTES; sector <= to / BYTES; sector++) {
      sectors.add(sector);
    }
  }

  /** Whether a call fails; a write that covers sectors as a whole mends them. */
  boolean strikes(Request request) {
    TreeSet<Long> sectors = bad.get(request.file());
    if (sectors == null || request.length() == 0) {
      return false;
    }
    long first = request.offset() / BYTES;
    long last = (request.offset() + request.length() - 1) / BYTES;
    if (request.call() == FileCall.READ) {
      return !sectors.subSet(first, true, last, true).isEmpty();
    }
    if (request.call() != FileCall.WRITE) {
      return false;
    }
    // A part of a sector is written by reading the sector first.
    boolean headCut = request.offset() % BYTES != 0;
    boolean tailCut = (request.offset() + request.length()) % BYTES != 0;
    if ((headCut && sectors.contains(first)) || (tailCut && sectors.contains(last))) {
      return true;
    }
    sectors.subSet(first, true, last, true).clear();
    return false;
  }
}
