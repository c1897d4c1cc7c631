package dev.faultline.guard.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What {@link Planner} does, by trying everything: the oracle of its test. */
final class PlainPlanner {
  private PlainPlanner() {}

  /** The makespan of a plan. */
  static double plan(double[] costs, double[] capacities) {
    int[] nodes = new int[costs.length];
    double[] loads = new double[capacities.length];
    IntStream.range(0, costs.length)
        .boxed()
        .sorted(Comparator.comparingDouble(piece -> -costs[piece]))
        .forEach(piece -> {
          int best = 0;
          for (int node = 1; node < loads.length; node++) {
            if (loads[node] + costs[piece] / capacities[node]
                < loads[best] + costs[piece] / capacities[best]) {
              best = node;
            }
          }
          nodes[piece] = best;
          loads[best] += costs[piece] / capacities[best];
        });
    return improved(nodes, costs, capacities);
  }

  /** The makespan after moves and exchanges, as long as they help. */
  static double improved(int[] nodes, double[] costs, double[] capacities) {
    while (true) {
      double[] loads = Planner.loads(nodes, costs, capacities);
      int hot = 0;
      for (int node = 1; node < loads.length; node++) {
        hot = loads[node] > loads[hot] ? node : hot;
      }
      int[] change = best(nodes, costs, capacities, loads, hot, false);
      if (change[0] < 0) {
        change = best(nodes, costs, capacities, loads, hot, true);
      }
      if (change[0] < 0) {
        return Arrays.stream(loads).max().orElseThrow();
      }
      nodes[change[0]] = change[1];
      if (change[2] >= 0) {
        nodes[change[2]] = hot;
      }
    }
  }

  /** The piece, the node to which it goes, and the piece that comes back; -1 for none. */
  private static int[] best(
      int[] nodes,
      double[] costs,
      double[] capacities,
      double[] loads,
      int hot,
      boolean isExchange) {
    double best = loads[hot] * (1 - 1e-9);
    int[] found = {-1, -1, -1};
    for (int piece = 0; piece < nodes.length; piece++) {
      for (int other = 0; other < (isExchange ? nodes.length : loads.length); other++) {
        int node = isExchange ? nodes[other] : other;
        double cost = costs[piece] - (isExchange ? costs[other] : 0);
        if (nodes[piece] != hot || node == hot || cost <= 0) {
          continue;
        }
        double later =
            Math.max(loads[hot] - cost / capacities[hot], loads[node] + cost / capacities[node]);
        if (later < best) {
          best = later;
          found = new int[] {piece, node, isExchange ? other : -1};
        }
      }
    }
    return found;
  }
}
