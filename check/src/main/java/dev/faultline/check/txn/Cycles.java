package dev.faultline.check.txn;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds short cycles. The length of one is the number of its steps from a transaction to another,
 * however many auxiliary nodes they lead through.
 */
final class Cycles {

  /** Enough to find a short one; existence is decided by components, not by tries. */
  private static final long MOST_EDGES = 3_000_000;

  private final Walk.Transactions history;
  private final Graph graph;
  private final IntBinaryOperator kindFrom;
  private final IntUnaryOperator transactionOf;

  // Each node twice: before an anti-dependency, and after it.
  private final int[] parentEdge;
  private final int[] parent;
  private final int[] round;
  private final int[] distance;
  private Ints now = new Ints();
  private Ints later = new Ints();
  private int rounds;
  private long edges;
  private int lastParent;
  private int lastEdge;

  /**
   * On a graph.
   *
   * @param kindFrom the kind of an edge from a node
   * @param transactionOf the transaction of a node, or -1
   */
  Cycles(
      Walk.Transactions history,
      Graph graph,
      IntBinaryOperator kindFrom,
      IntUnaryOperator transactionOf) {
    this.history = history;
    this.graph = graph;
    this.kindFrom = kindFrom;
    this.transactionOf = transactionOf;
    parentEdge = new int[2 * graph.nodes];
    parent = new int[2 * graph.nodes];
    round = new int[2 * graph.nodes];
    distance = new int[2 * graph.nodes];
  }

  /** The shortest cycle met in any component, over edges of some kinds; there must be one. */
  Walk inComponents(int[] component, int kinds) {
    var found = shortest(-1, component, kinds, false);
    if (found == null) {
      throw new IllegalStateException("a component without a cycle");
    }
    return found;
  }

  /**
   * The shortest one met with exactly one anti-dependency, if there is one.
   *
   * @param from where to look first: a node with such a cycle
   */
  @Nullable Walk withOneAntiDependency(int from, int[] component, int kinds) {
    return shortest(from, component, kinds | Graph.RW, true);
  }

  private @Nullable Walk shortest(int first, int[] component, int kinds, boolean oneRw) {
    Walk best = null;
    int bound = Integer.MAX_VALUE;
    edges = 0;
    for (int i = -1; i < graph.nodes && bound > 2; i++) {
      int n = i < 0 ? first : i;
      if (n < 0 || component[n] < 0 || transactionOf.applyAsInt(n) < 0) {
        continue;
      }
      if (best != null && edges > MOST_EDGES) {
        break;
      }
      int length = search(n, component, kinds, oneRw, bound);
      if (length < bound) {
        bound = length;
        best = walk(n, oneRw);
      }
    }
    return best;
  }

  /** The length of the shortest cycle through a node that is below a bound; else the bound. */
  private int search(int from, int[] component, int kinds, boolean oneRw, int bound) {
    rounds++;
    now.clear();
    later.clear();
    now.add(from);
    int found = bound;
    for (int cost = 0; now.length() > 0 && cost < found; cost++) {
      while (now.length() > 0) {
        int state = now.removeLast();
        int node = state < graph.nodes ? state : state - graph.nodes;
        boolean after = state >= graph.nodes;
        if (round[state] == rounds && distance[state] < cost) {
          continue;
        }
        for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
          int next = graph.target[e];
          boolean rw = oneRw && graph.kind[e] == Graph.RW;
          edges++;
          if ((graph.kind[e] & kinds) == 0 || component[next] != component[from] || rw && after) {
            continue;
          }
          int total = cost + weight(node, next);
          if (next == from && (!oneRw || after || rw)) {
            if (total < found) {
              found = total;
              lastParent = state;
              lastEdge = e;
            }
            continue;
          }
          int nextState = after || rw ? next + graph.nodes : next;
          if (next != from && (round[nextState] != rounds || total < distance[nextState])) {
            round[nextState] = rounds;
            distance[nextState] = total;
            parent[nextState] = state;
            parentEdge[nextState] = e;
            (total == cost ? now : later).add(nextState);
          }
        }
      }
      var swap = now;
      now = later;
      later = swap;
    }
    return found;
  }

  private int weight(int node, int next) {
    int t = transactionOf.applyAsInt(next);
    return t < 0 || t == transactionOf.applyAsInt(node) ? 0 : 1;
  }

  private Walk walk(int from, boolean oneRw) {
    var nodes = new Ints();
    var kinds = new Ints();
    int state = lastParent;
    int edge = lastEdge;
    while (true) {
      int node = state < graph.nodes ? state : state - graph.nodes;
      nodes.add(node);
      kinds.add(kindFrom.applyAsInt(node, edge));
      if (node == from) {
        break;
      }
      edge = parentEdge[state];
      state = parent[state];
    }
    return new Walk(history, reversed(nodes), reversed(kinds), transactionOf);
  }

  private static int[] reversed(Ints list) {
    int[] values = list.toArray();
    int n = values.length;
    int[] result = new int[n];
    for (int i = 0; i < n; i++) {
      result[i] = values[n - 1 - i];
    }
    return result;
  }
}
