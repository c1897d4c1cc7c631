package dev.faultline.sim.adversary;

import dev.faultline.sim.base.KeyedHash;

/**
 * The subjects of decisions, from names alone, so that they are the same in every run and every
 * program version.
 */
public final class Subjects {
  private Subjects() {}

  /** A node. */
  public static long node(String name) {
    return KeyedHash.ofText(name);
  }

  /** The directed link between two nodes. */
  public static long link(String from, String to) {
    return link(node(from), node(to));
  }

  public static long link(long from, long to) {
    return KeyedHash.mix(from + Long.rotateLeft(to, 17));
  }

  /** One incarnation of a node. */
  public static long incarnation(long node, int incarnation) {
    return node + incarnation;
  }
}
