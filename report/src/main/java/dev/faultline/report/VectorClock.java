package dev.faultline.report;

import java.util.Arrays;

/**
 * How many events of each lane an event knows of (Fidge 1988; Mattern, "Virtual Time and Global
 * States of Distributed Systems", 1989).
 */
final class VectorClock {
  private final int[] counts;

  VectorClock(int lanes) {
    counts = new int[lanes];
  }

  private VectorClock(int[] counts) {
    this.counts = counts;
  }

  void tick(int lane) {
    counts[lane]++;
  }

  void merge(VectorClock other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(counts[i], other.counts[i]);
    }
  }

  int count(int lane) {
    return counts[lane];
  }

  VectorClock copy() {
    return new VectorClock(Arrays.copyOf(counts, counts.length));
  }
}
