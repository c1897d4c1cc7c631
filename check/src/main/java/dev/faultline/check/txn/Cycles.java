package dev.faultline.check.txn;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds short cycles. */
final class Cycles {

  /** Enough tries to find a short one; existence is decided by components, not by tries. */
  private static final int TRIES = 64;

  private final TxnHistory history;
  private final Graph graph;
  private final IntBinaryOperator kindFrom;
  private final IntUnaryOperator transactionOf;
  private final int[] parentEdge;
  private final int[] parent;
  private final int[] round;
  private final int[] queue;
  private int rounds;

  /**
   * On a graph.
   *
   * @param kindFrom the kind of an edge from a node
   * @param transactionOf the transaction of a node, or -1
   */
  Cycles(
      TxnHistory history, Graph graph, IntBinaryOperator kindFrom, IntUnaryOperator transactionOf) {
    this.history = history;
    this.graph = graph;
    this.kindFrom = kindFrom;
    this.transactionOf = transactionOf;
    parentEdge = new int[graph.nodes];
    parent = new int[graph.nodes];
    round = new int[graph.nodes];
    queue = new int[graph.nodes];
  }

  /** The shortest cycle met in any component, over edges of some kinds; there must be one. */
  Walk inComponents(int[] component, int kinds) {
    Walk best = null;
    int tries = 0;
    for (int n = 0; n < graph.nodes && tries < TRIES; n++) {
      if (component[n] >= 0 && transactionOf.applyAsInt(n) >= 0) {
        tries++;
        var walk = path(n, n, component, kinds, 0);
        if (walk != null && (best == null || walk.length() < best.length())) {
          best = walk;
        }
        if (best != null && best.length() == 2) {
          break;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("a component without a cycle");
    }
    return best;
  }

  /**
   * The shortest walk from a node to another inside a component, closed by an edge of the given
   * kind.
   *
   * @param closing kind of the edge that leads back from {@code to} to {@code from}; 0 if they are
   *     one
   */
  @Nullable Walk path(int from, int to, int[] component, int kinds, int closing) {
    rounds++;
    int head = 0;
    int tail = 0;
    queue[tail++] = from;
    boolean found = false;
    while (head < tail && !found) {
      int node = queue[head++];
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        int next = graph.target[e];
        if ((graph.kind[e] & kinds) == 0
            || component[next] != component[from]
            || round[next] == rounds) {
          continue;
        }
        round[next] = rounds;
        parent[next] = node;
        parentEdge[next] = e;
        if (next == to) {
          found = true;
          break;
        }
        queue[tail++] = next;
      }
    }
    return found ? walk(from, to, closing) : null;
  }

  private Walk walk(int from, int to, int closing) {
    var nodes = new Ints();
    var kinds = new Ints();
    if (closing != 0) {
      nodes.add(to);
      kinds.add(closing);
    }
    int node = to;
    do {
      int before = parent[node];
      nodes.add(before);
      kinds.add(kindFrom.applyAsInt(before, parentEdge[node]));
      node = before;
    } while (node != from);
    // Collected backwards; with a closing edge its source stands first and belongs last.
    return new Walk(
        history.forWalks(),
        reversed(nodes, closing != 0),
        reversed(kinds, closing != 0),
        transactionOf);
  }

  private static int[] reversed(Ints list, boolean firstStaysLast) {
    int[] values = list.toArray();
    int n = values.length;
    int[] result = new int[n];
    for (int i = 0; i < n; i++) {
      result[i] = values[n - 1 - i];
    }
    return firstStaysLast ? result : Arrays.copyOf(result, n);
  }
}
