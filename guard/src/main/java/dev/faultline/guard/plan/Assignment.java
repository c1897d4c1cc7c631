package dev.faultline.guard.plan;

import java.util.Arrays;

/**
 * Which node does which piece of work. Immutable.
 *
 * <p>A node's load is the cost of its pieces divided by its capacity: the time that it needs.
 */
public final class Assignment {
  private final int[] nodes;
  private final double[] loads;

  Assignment(int[] nodes, double[] loads) {
    this.nodes = nodes;
    this.loads = loads;
  }

  /** The node that does a piece. */
  public int node(int piece) {
    return nodes[piece];
  }

  /** The time that a node needs for its pieces. */
  public double load(int node) {
    return loads[node];
  }

  /** The time until all is done: the largest load. */
  public double makespan() {
    return Arrays.stream(loads).max().orElse(0);
  }

  /** How many pieces are on another node than before. */
  public int movedFrom(Assignment before) {
    int moved = 0;
    for (int piece = 0; piece < nodes.length; piece++) {
      moved += piece >= before.nodes.length || before.nodes[piece] != nodes[piece] ? 1 : 0;
    }
    return moved;
  }

  int[] nodes() {
    return nodes.clone();
  }
}
