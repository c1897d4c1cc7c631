package dev.faultline.guard.plan;

/** Moves and exchanges of pieces that make the node that is done last be done earlier. */
final class LocalMoves {
  /** A change has to gain more than rounding could, as a share of the load. */
  private static final double LEAST_GAIN = 1e-9;

  private final int[] nodes;
  private final double[] costs;
  private final double[] capacities;
  private final double[] loads;

  /** Changes {@code nodes} in place. */
  LocalMoves(int[] nodes, double[] costs, double[] capacities) {
    this.nodes = nodes;
    this.costs = costs;
    this.capacities = capacities;
    loads = Planner.loads(nodes, costs, capacities);
  }

  double[] loads() {
    return Planner.loads(nodes, costs, capacities);
  }

  /**
   * Makes the best change, if one helps: the one after which the later of the two nodes is done
   * earliest.
   *
   * @param mostPieces that may be moved, 1 or more
   * @return how many were: 1 for a move, 2 for an exchange, 0 if nothing helps
   */
  int step(int mostPieces) {
    int hot = hottest();
    double best = loads[hot] * (1 - LEAST_GAIN);
    int bestPiece = -1;
    int bestNode = -1;
    int bestOther = -1;
    for (int piece = 0; piece < nodes.length; piece++) {
      if (nodes[piece] != hot) {
        continue;
      }
      for (int node = 0; node < loads.length; node++) {
        double later = node == hot ? best : later(hot, node, costs[piece]);
        if (later < best) {
          best = later;
          bestPiece = piece;
          bestNode = node;
          bestOther = -1;
        }
      }
      for (int other = 0; mostPieces > 1 && other < nodes.length; other++) {
        if (nodes[other] == hot || costs[other] >= costs[piece]) {
          continue;
        }
        double later = later(hot, nodes[other], costs[piece] - costs[other]);
        if (later < best) {
          best = later;
          bestPiece = piece;
          bestNode = nodes[other];
          bestOther = other;
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

  /** When the later of two nodes is done after so much cost went from one to the other. */
  private double later(int from, int to, double cost) {
    return Math.max(loads[from] - cost / capacities[from], loads[to] + cost / capacities[to]);
  }

  private void move(int piece, int node) {
    loads[nodes[piece]] -= costs[piece] / capacities[nodes[piece]];
    nodes[piece] = node;
    loads[node] += costs[piece] / capacities[node];
  }
}
