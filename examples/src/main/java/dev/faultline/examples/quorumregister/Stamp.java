package dev.faultline.examples.quorumregister;

import java.util.Comparator;

/**
 * Orders values.
 *
 * @param time counted by writers, or read off a clock by a mistake
 * @param writer breaks ties between replicas
 * @param phase breaks ties between writes through one replica
 */
record Stamp(long time, String writer, long phase) implements Comparable<Stamp> {
  static final Stamp ZERO = new Stamp(0, "", 0);

  private static final Comparator<Stamp> ORDER =
      Comparator.comparingLong(Stamp::time)
          .thenComparing(Stamp::writer)
          .thenComparingLong(Stamp::phase);

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }
}
