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
 * capacity has a queue of its nodes, and only their heads are compared. Of these, too, only a few:
 * they are in a queue by when they would be done with the shortest of the next pieces. None is done
 * with a longer one before that, so those that come after the best that was found need not be
 * looked at.
 */
final class LongestFirst {
  /** Pieces are about as long as another from this share of its cost. */
  private static final double SIMILAR = 0.97;

  private final double[] capacities;
  private final double[] loads;
  private final List<PriorityQueue<Integer>> kinds;

  /** The shortest piece for which the order of {@link #soonest} holds. */
  private double least;

  /** The nodes of each capacity, by when the first of them would be done with the least. */
  private final PriorityQueue<Kind> soonest =
      new PriorityQueue<>(Comparator.comparingDouble(Kind::doneWithLeast));

  private final List<Kind> seen = new ArrayList<>();

  private record Kind(double doneWithLeast, PriorityQueue<Integer> nodes) {}

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
    int end = 0;
    for (int i = 0; i < longestFirst.length; i++) {
      if (i == end) {
        end = state.endOfBlock(costs, longestFirst, i);
        state.order(costs[longestFirst[end - 1]]);
      }
      nodes[longestFirst[i]] = state.give(costs[longestFirst[i]]);
    }
    return nodes;
  }

  /**
   * Pieces of about the same cost share one order of the kinds. A block has at least a sixteenth as
   * many as there are kinds, so that making the order costs each piece little.
   */
  private int endOfBlock(double[] costs, int[] longestFirst, int from) {
    int fewest = Math.max(1, kinds.size() / 16);
    int most = Math.max(64, kinds.size());
    double longest = costs[longestFirst[from]];
    int end = from + 1;
    while (end < longestFirst.length
        && end - from < most
        && (end - from < fewest || costs[longestFirst[end]] >= SIMILAR * longest)) {
      end++;
    }
    return end;
  }

  private void order(double shortest) {
    least = shortest;
    soonest.clear();
    kinds.forEach(this::enter);
  }

  private void enter(PriorityQueue<Integer> nodes) {
    soonest.add(new Kind(done(nodes.element(), least), nodes));
  }

  private int give(double cost) {
    PriorityQueue<Integer> best = soonest.element().nodes();
    while (!soonest.isEmpty() && soonest.element().doneWithLeast() <= done(best.element(), cost)) {
      Kind kind = soonest.remove();
      seen.add(kind);
      double gain = done(best.element(), cost) - done(kind.nodes().element(), cost);
      if (gain > 0 || (gain == 0 && kind.nodes().element() < best.element())) {
        best = kind.nodes();
      }
    }
    int node = best.remove();
    loads[node] += cost / capacities[node];
    best.add(node);
    for (Kind kind : seen) {
      enter(kind.nodes());
    }
    seen.clear();
    return node;
  }

  /** When a node would be done with a piece more. */
  private double done(int node, double cost) {
    return loads[node] + cost / capacities[node];
  }
}
