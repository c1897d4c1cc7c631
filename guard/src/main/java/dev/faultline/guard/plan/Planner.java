package dev.faultline.guard.plan;

import java.util.Arrays;

/**
 * Assigns pieces of work to nodes so that all is done as early as possible.
 *
 * <p>The longest piece goes first, each to the node that would be done with it first (R. Graham,
 * "Bounds on Multiprocessing Timing Anomalies", 1969). Then pieces of the node that is done last
 * are moved to another, or exchanged with a shorter one there, as long as that helps. With equal
 * nodes the result is never longer than {@code 4/3 - 1/(3m)} times the best that is possible on m
 * nodes, since moves only make it better.
 *
 * <p>For n pieces and m nodes, giving them out takes {@code O(n (log n + log m))} where there are
 * many more pieces than nodes, also if all nodes differ; with hardly more pieces than different
 * nodes it can take {@code O(n m)}. A move takes {@code O(m log n)}, and there are 10,000 at most
 * in a plan, and as many as were allowed in a rebalancing. Exchanges look at no more than {@code 32
 * (n + m)} pieces in all, or 10,000,000 if that is more; then what was found is good enough. So a
 * plan of a million pieces takes a few seconds for nodes of a few capacities, and some twenty for a
 * thousand nodes that all differ.
 *
 * <p>Pure functions: the same input gives the same assignment.
 */
public final class Planner {
  /** Rounds of local moves after which it is good enough. */
  private static final int MOST_MOVES = 10_000;

  private Planner() {}

  /**
   * The assignment of new work.
   *
   * @param costs of each piece, none negative, as predicted
   * @param capacities of each node: cost that it does in a unit of time, each more than 0
   * @throws IllegalArgumentException if there is no node, a number is out of its range, or the time
   *     that all pieces take on one node is beyond what a double can say
   */
  public static Assignment plan(double[] costs, double[] capacities) {
    check(costs, capacities);
    int[] longestFirst = LongestFirst.order(costs);
    int[] nodes = LongestFirst.assign(costs, capacities, longestFirst);
    return improved(nodes, costs, capacities, longestFirst, MOST_MOVES);
  }

  /**
   * The assignment of work that is already assigned, after costs or capacities have changed: moves
   * pieces away from hot spots, and no more than so many.
   *
   * @param mostMoves pieces that may change their node, 0 or more
   * @throws IllegalArgumentException if a number is out of its range, or there are other pieces or
   *     fewer nodes than before
   */
  public static Assignment rebalance(
      Assignment before, double[] costs, double[] capacities, int mostMoves) {
    check(costs, capacities);
    int[] nodes = before.nodes();
    if (nodes.length != costs.length || mostMoves < 0) {
      throw new IllegalArgumentException(
          "%d costs and %d moves, expected %d costs and 0 or more moves"
              .formatted(costs.length, mostMoves, nodes.length));
    }
    for (int node : nodes) {
      if (node >= capacities.length) {
        throw new IllegalArgumentException(
            "%d nodes, expected all that have work, of which one is number %d"
                .formatted(capacities.length, node));
      }
    }
    return improved(nodes, costs, capacities, LongestFirst.order(costs), mostMoves);
  }

  private static void check(double[] costs, double[] capacities) {
    if (capacities.length == 0) {
      throw new IllegalArgumentException("there are 0 nodes, expected at least one");
    }
    checkCosts(costs);
    for (int node = 0; node < capacities.length; node++) {
      if (!(capacities[node] > 0 && capacities[node] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "capacity %d is %s, expected more than 0".formatted(node, capacities[node]));
      }
    }
    double slowest = Arrays.stream(capacities).min().orElseThrow();
    double longest = 0;
    for (double cost : costs) {
      longest += cost / slowest;
    }
    if (longest == Double.POSITIVE_INFINITY) {
      throw tooLong(costs, slowest);
    }
  }

  private static IllegalArgumentException tooLong(double[] costs, double capacity) {
    return new IllegalArgumentException(
        "%d costs, the highest %s, on a node of capacity %s sum up to more than a double can hold,"
                .formatted(costs.length, Arrays.stream(costs).max().orElse(0), capacity)
            + " expected smaller costs or greater capacities");
  }

  private static void checkCosts(double[] costs) {
    for (int piece = 0; piece < costs.length; piece++) {
      if (!(costs[piece] >= 0 && costs[piece] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "cost %d is %s, expected 0 or more".formatted(piece, costs[piece]));
      }
    }
  }

  private static Assignment improved(
      int[] nodes, double[] costs, double[] capacities, int[] longestFirst, int mostMoves) {
    LocalMoves moves = new LocalMoves(nodes, costs, capacities, longestFirst);
    int left = mostMoves;
    while (left > 0) {
      int moved = moves.step(left);
      if (moved == 0) {
        break;
      }
      left -= moved;
    }
    return new Assignment(nodes, moves.loads());
  }

  /** The loads of an assignment, summed in the order of pieces. */
  static double[] loads(int[] nodes, double[] costs, double[] capacities) {
    double[] loads = new double[capacities.length];
    for (int piece = 0; piece < nodes.length; piece++) {
      loads[nodes[piece]] += costs[piece] / capacities[nodes[piece]];
    }
    return loads;
  }

  /**
   * What no assignment to equal nodes can be shorter than: the longest piece, the mean load, and
   * the two shortest of the longest m + 1 pieces, which two share a node.
   *
   * @param costs of each piece, none negative; without any the bound is 0
   * @param nodes at least 1, of capacity 1
   * @throws IllegalArgumentException if there is no node, or a cost is out of its range
   */
  public static double lowerBound(double[] costs, int nodes) {
    if (nodes < 1) {
      throw new IllegalArgumentException(
          "there are %d nodes, expected at least one".formatted(nodes));
    }
    checkCosts(costs);
    double[] sorted = costs.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    double longest = last < 0 ? 0 : sorted[last];
    double mean = Arrays.stream(costs).sum() / nodes;
    double pair = last < nodes ? 0 : sorted[last - nodes + 1] + sorted[last - nodes];
    double bound = Math.max(longest, Math.max(mean, pair));
    if (bound == Double.POSITIVE_INFINITY) {
      throw tooLong(costs, 1);
    }
    return bound;
  }
}
