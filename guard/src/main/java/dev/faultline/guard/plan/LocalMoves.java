package dev.faultline.guard.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves and exchanges of pieces that make the node that is done last be done earlier.
 *
 * <p>Between two nodes both are done at the same time when a certain cost has changed sides; the
 * nearer to it, the better. So each node keeps its pieces in the order of their costs: the best
 * piece to move is found by a search in that order, and the best exchange by walking along two of
 * them.
 */
final class LocalMoves {
  /** A change has to gain more than rounding could, as a share of the load. */
  private static final double LEAST_GAIN = 1e-9;

  /** Pieces that walks along two nodes may look at in all, whatever the size. */
  private static final long LEAST_WORK = 10_000_000;

  /** And for each piece and node. */
  private static final long WORK_EACH = 32;

  private final int[] nodes;
  private final double[] costs;
  private final double[] capacities;
  private final double[] loads;

  /** Pieces by rank, the cheapest first. */
  private final int[] byRank;

  private final int[] ranks;

  /** The ranks of each node's pieces. */
  private final List<NavigableSet<Integer>> held = new ArrayList<>();

  private long workLeft;

  private double best;
  private int bestPiece;
  private int bestNode;
  private int bestOther;

  /**
   * Changes {@code nodes} in place.
   *
   * @param longestFirst all pieces by cost, the longest first
   */
  LocalMoves(int[] nodes, double[] costs, double[] capacities, int[] longestFirst) {
    this.nodes = nodes;
    this.costs = costs;
    this.capacities = capacities;
    loads = Planner.loads(nodes, costs, capacities);
    byRank = new int[nodes.length];
    ranks = new int[nodes.length];
    for (int node = 0; node < capacities.length; node++) {
      held.add(new TreeSet<>());
    }
    for (int rank = 0; rank < byRank.length; rank++) {
      byRank[rank] = longestFirst[byRank.length - 1 - rank];
      ranks[byRank[rank]] = rank;
      held.get(nodes[byRank[rank]]).add(rank);
    }
    workLeft = Math.max(LEAST_WORK, WORK_EACH * (nodes.length + capacities.length));
  }

  double[] loads() {
    return Planner.loads(nodes, costs, capacities);
  }

  /**
   * Makes the best move, or, if none helps, the best exchange: the one after which the later of the
   * two nodes is done earliest.
   *
   * @param mostPieces that may be moved, 1 or more
   * @return how many were: 1 for a move, 2 for an exchange, 0 if nothing helps, or exchanges have
   *     used up their work
   */
  int step(int mostPieces) {
    int hot = hottest();
    best = loads[hot] * (1 - LEAST_GAIN);
    bestPiece = -1;
    bestOther = -1;
    for (int node = 0; node < loads.length; node++) {
      if (canGain(hot, node)) {
        findMove(hot, node);
      }
    }
    if (bestPiece < 0 && mostPieces > 1) {
      for (int node = 0; node < loads.length && workLeft > 0; node++) {
        if (canGain(hot, node)) {
          findExchange(hot, node);
        }
      }
    }
    if (bestPiece < 0) {
      return 0;
    }
    move(bestPiece, bestNode);
    if (bestOther < 0) {
      return 1;
    }
    move(bestOther, hot);
    return 2;
  }

  private int hottest() {
    int hot = 0;
    for (int node = 1; node < loads.length; node++) {
      hot = loads[node] > loads[hot] ? node : hot;
    }
    return hot;
  }

  /** Whether the best that any change between the two could do is better than what was found. */
  private boolean canGain(int hot, int node) {
    return node != hot && later(hot, node, even(hot, node)) < best;
  }

  /** The cost after whose move both nodes are done at the same time. */
  private double even(int from, int to) {
    return (loads[from] - loads[to]) / (1 / capacities[from] + 1 / capacities[to]);
  }

  /** When the later of two nodes is done after so much cost went from one to the other. */
  private double later(int from, int to, double cost) {
    return Math.max(loads[from] - cost / capacities[from], loads[to] + cost / capacities[to]);
  }

  private void findMove(int hot, int node) {
    int rank = firstRankFrom(even(hot, node));
    NavigableSet<Integer> pieces = held.get(hot);
    consider(hot, node, pieces.ceiling(rank), null);
    consider(hot, node, pieces.lower(rank), null);
  }

  private void findExchange(int hot, int node) {
    double even = even(hot, node);
    workLeft -= held.get(hot).size() + held.get(node).size();
    Iterator<Integer> others = held.get(node).iterator();
    Integer below = null;
    Integer other = next(others);
    for (Integer piece : held.get(hot)) {
      // The cost that comes back should be as near to this as it can.
      double target = costs[byRank[piece]] - even;
      while (other != null && costs[byRank[other]] < target) {
        below = other;
        other = next(others);
      }
      consider(hot, node, piece, below);
      consider(hot, node, piece, other);
    }
  }

  private static @Nullable Integer next(Iterator<Integer> ranks) {
    return ranks.hasNext() ? ranks.next() : null;
  }

  /** The first rank whose piece costs so much or more. */
  private int firstRankFrom(double cost) {
    int from = 0;
    int to = byRank.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (costs[byRank[middle]] < cost) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private void consider(int hot, int node, @Nullable Integer rank, @Nullable Integer otherRank) {
    if (rank == null) {
      return;
    }
    int piece = byRank[rank];
    int other = otherRank == null ? -1 : byRank[otherRank];
    double cost = costs[piece] - (other < 0 ? 0 : costs[other]);
    double later = later(hot, node, cost);
    if (cost > 0 && later < best) {
      best = later;
      bestPiece = piece;
      bestNode = node;
      bestOther = other;
    }
  }

  private void move(int piece, int node) {
    int rank = ranks[piece];
    held.get(nodes[piece]).remove(rank);
    loads[nodes[piece]] -= costs[piece] / capacities[nodes[piece]];
    nodes[piece] = node;
    loads[node] += costs[piece] / capacities[node];
    held.get(node).add(rank);
  }
}
