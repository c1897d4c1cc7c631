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
 *
 * <p>Of nodes that would be done at the same time, the one with the lowest number gets the piece. A
 * piece that costs nothing leaves them all as they were, so it goes to the one of them that has the
 * fewest of its like.
 */
final class LongestFirst {
  /** Pieces are about as long as another from this share of its cost. */
  private static final double SIMILAR = 0.97;

  private final double[] capacities;
  private final double[] loads;

  /** How many pieces that cost nothing each node has. */
  private final int[] free;

  private final List<PriorityQueue<Integer>> kinds;

  /** The shortest piece for which the order of {@link #soonest} holds. */
  private double least;

  /** The nodes of each capacity, by when the first of them would be done with the least. */
  private final PriorityQueue<Kind> soonest = new PriorityQueue<>();

  private final List<Kind> seen = new ArrayList<>();
  private long looks;

  /** The nodes of a capacity, with what their head was when they were put in order. */
  private record Kind(double doneWithLeast, int free, int head, PriorityQueue<Integer> nodes)
      implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int bySooner = Double.compare(doneWithLeast, other.doneWithLeast);
      return bySooner != 0 ? bySooner : byHead(other);
    }

    /** Which is first where both are done at the same time. */
    int byHead(Kind other) {
      int byFewer = Integer.compare(free, other.free);
      return byFewer != 0 ? byFewer : Integer.compare(head, other.head);
    }
  }

  LongestFirst(double[] capacities) {
    this.capacities = capacities;
    loads = new double[capacities.length];
    free = new int[capacities.length];
    SequencedMap<Double, PriorityQueue<Integer>> byCapacity = new TreeMap<>();
    Comparator<Integer> first =
        Comparator.<Integer>comparingDouble(node -> loads[node])
            .thenComparingInt(node -> free[node])
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
    return new LongestFirst(capacities).assign(costs, longestFirst);
  }

  /** The node of each piece, once. */
  int[] assign(double[] costs, int[] longestFirst) {
    int[] nodes = new int[costs.length];
    int end = 0;
    for (int i = 0; i < longestFirst.length; i++) {
      if (i == end) {
        end = endOfBlock(costs, longestFirst, i);
        order(costs[longestFirst[end - 1]]);
      }
      nodes[longestFirst[i]] = give(costs[longestFirst[i]]);
    }
    return nodes;
  }

  /** How many kinds were taken out of their order, for all pieces together. */
  long looks() {
    return looks;
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
    int head = nodes.element();
    soonest.add(new Kind(done(head, least), free[head], head, nodes));
  }

  private int give(double cost) {
    Kind best = look();
    while (!soonest.isEmpty() && canBeSooner(soonest.element(), best, cost)) {
      Kind kind = look();
      double gain = done(best.head(), cost) - done(kind.head(), cost);
      if (gain > 0 || (gain == 0 && kind.byHead(best) < 0)) {
        best = kind;
      }
    }
    int node = best.nodes().remove();
    loads[node] += cost / capacities[node];
    free[node] += cost == 0 ? 1 : 0;
    best.nodes().add(node);
    for (Kind kind : seen) {
      enter(kind.nodes());
    }
    seen.clear();
    return node;
  }

  private Kind look() {
    Kind kind = soonest.remove();
    seen.add(kind);
    looks++;
    return kind;
  }

  /** Whether a kind, or one that comes after it, can be done before the best that was found. */
  private boolean canBeSooner(Kind next, Kind best, double cost) {
    double gain = done(best.head(), cost) - next.doneWithLeast();
    return gain > 0 || (gain == 0 && next.byHead(best) < 0);
  }

  /** When a node would be done with a piece more. */
  private double done(int node, double cost) {
    return loads[node] + cost / capacities[node];
  }
}
