package dev.faultline.guard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The longest piece first, each to the node that would be done with it first (R. Graham, "Bounds on
 * Multiprocessing Timing Anomalies", 1969).
 *
 * <p>Of nodes with the same capacity the one that is done first is the one that will be, so each
 * capacity has a queue of its nodes, and only their heads are compared.
 */
final class LongestFirst {
  private final double[] capacities;
  private final double[] loads;
  private final List<PriorityQueue<Integer>> kinds;

  private LongestFirst(double[] capacities) {
    this.capacities = capacities;
    loads = new double[capacities.length];
    SequencedMap<Double, PriorityQueue<Integer>> byCapacity = new TreeMap<>();
    Comparator<Integer> first =
        Comparator.<Integer>comparingDouble(node -> loads[node])
            .thenComparing(Comparator.naturalOrder());
    for (int node = 0; node < capacities.length; node++) {
      byCapacity
          .computeIfAbsent(capacities[node], capacity -> new PriorityQueue<>(first))
          .add(node);
    }
    kinds = new ArrayList<>(byCapacity.values());
  }

  /** All pieces, the longest first; equal ones in their order. */
  static int[] order(double[] costs) {
    return IntStream.range(0, costs.length)
        .boxed()
        .sorted((a, b) -> Double.compare(costs[b], costs[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The node of each piece. */
  static int[] assign(double[] costs, double[] capacities, int[] longestFirst) {
    int[] nodes = new int[costs.length];
    LongestFirst state = new LongestFirst(capacities);
    for (int piece : longestFirst) {
      nodes[piece] = state.give(costs[piece]);
    }
    return nodes;
  }

  private int give(double cost) {
    PriorityQueue<Integer> kind = kinds.getFirst();
    for (PriorityQueue<Integer> other : kinds) {
      double gain = done(kind.element(), cost) - done(other.element(), cost);
      if (gain > 0 || (gain == 0 && other.element() < kind.element())) {
        kind = other;
      }
    }
    int node = kind.remove();
    loads[node] += cost / capacities[node];
    kind.add(node);
    return node;
  }

  /** When a node would be done with a piece more. */
  private double done(int node, double cost) {
    return loads[node] + cost / capacities[node];
  }
}
