package dev.faultline.explore.search;

import dev.faultline.sim.base.KeyedHash;
import java.util.List;

/** A few draws that belong to one decision, from the hash of that decision alone. */
final class KeyedStream {
  private final long key;
  private long drawn;

  KeyedStream(long key) {
    this.key = key;
  }

  long next() {
    return KeyedHash.mix(key + ++drawn * 0x9E3779B97F4A7C15L);
  }

  /** A number from 0 to {@code bound} − 1. */
  int below(int bound) {
    return (int) KeyedHash.below(bound, next());
  }

  /** From 0, inclusive, to 1, exclusive. */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return fraction() < probability;
  }

  /**
   * A number between the two, every order of magnitude as likely as the next, rounded to three
   * digits so that people can read it.
   */
  long logUniform(long min, long max) {
    if (max <= min) {
      return min;
    }
    // Powers of two by halves: no transcendental functions, which may differ between machines.
    double value = min;
    double ratio = (double) max / min;
    double exponent = fraction();
    double root = ratio;
    for (int bit = 0; bit < 20; bit++) {
      root = Math.sqrt(root);
      exponent *= 2;
      if (exponent >= 1) {
        value *= root;
        exponent -= 1;
      }
    }
    return Math.clamp(rounded((long) value), min, max);
  }

  private static long rounded(long value) {
    long unit = 1;
    while (value / unit >= 1000) {
      unit *= 10;
    }
    return value / unit * unit;
  }

  <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  /** A copy in random order. */
  <T> List<T> shuffled(List<T> items) {
    List<T> copy = new java.util.ArrayList<>(items);
    for (int i = copy.size() - 1; i > 0; i--) {
      java.util.Collections.swap(copy, i, below(i + 1));
    }
    return copy;
  }
}
