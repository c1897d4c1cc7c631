package dev.faultline.guard.breaker;

import java.util.Arrays;

/**
 * Results of the last while, counted by kind in ten slices of time.
 *
 * <p>The window slides by a slice, so it reaches back nine tenths of its length at least and the
 * whole of it at most.
 *
 * <p>Not thread-safe. Times never run backwards.
 */
final class Window {
  private static final int SLICES = 10;
  private static final int KINDS = Outcome.values().length;

  private final long sliceNanos;
  private final long[] counts = new long[SLICES * KINDS];
  private final long[] totals = new long[KINDS];
  private long all;
  private int slice;
  private long sliceEnds;

  Window(long windowNanos, long now) {
    sliceNanos = windowNanos / SLICES;
    sliceEnds = now + sliceNanos;
  }

  void count(Outcome outcome, long now) {
    slide(now);
    add(outcome, 1);
  }

  /** Counts results of the slice that is current. */
  void add(Outcome outcome, int results) {
    counts[slice * KINDS + outcome.ordinal()] += results;
    totals[outcome.ordinal()] += results;
    all += results;
  }

  void clear(long now) {
    forgetAll();
    sliceEnds = now + sliceNanos;
  }

  /** How long nothing is forgotten yet. */
  long remaining(long now) {
    return sliceEnds - now;
  }

  long all() {
    return all;
  }

  long of(Outcome outcome) {
    return totals[outcome.ordinal()];
  }

  long failures() {
    return all - totals[Outcome.SUCCESS.ordinal()];
  }

  void slide(long now) {
    long late = now - sliceEnds;
    if (late < 0) {
      return;
    }
    long slices = late / sliceNanos + 1;
    // The ends of slices are the same however often somebody looks.
    sliceEnds += slices * sliceNanos;
    if (slices >= SLICES) {
      forgetAll();
      return;
    }
    for (long i = 0; i < slices; i++) {
      slice = (slice + 1) % SLICES;
      forget(slice);
    }
  }

  private void forgetAll() {
    Arrays.fill(counts, 0);
    Arrays.fill(totals, 0);
    all = 0;
  }

  private void forget(int old) {
    for (int kind = 0; kind < KINDS; kind++) {
      long gone = counts[old * KINDS + kind];
      counts[old * KINDS + kind] = 0;
      totals[kind] -= gone;
      all -= gone;
    }
  }
}
