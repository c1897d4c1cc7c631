package dev.faultline.explore.campaign;

import java.util.List;

/**
 * A campaign's search, whose later worlds depend on what earlier ones showed, as engines see it
 * that run worlds in other JVMs: it says what those need to know to run some, and learns what these
 * showed. What world i is depends on the worlds up to i − {@link #window} alone, so neither on the
 * engine nor on the order in which ranges are done. Thread-safe.
 */
public interface Search {
  /** The first world that cannot be run yet, because worlds before it have to be learnt. */
  int ready();

  /** How many worlds can be under way at once. */
  int window();

  /**
   * What a JVM needs beside the plan to run worlds with numbers from {@code from} up to {@code to},
   * {@code to} excluded. May be asked again until they are learnt.
   *
   * @throws IllegalArgumentException when they are not ready, or learnt already
   */
  byte[] recipe(int from, int to);

  /**
   * Learns what worlds showed that follow each other, ranges in any order; ignored when they are
   * learnt already.
   *
   * @param shown as the range's run gave it
   * @param told numbers of the worlds that will be told of, which have to be run again here
   */
  void learn(byte[] shown, List<Integer> told);
}
