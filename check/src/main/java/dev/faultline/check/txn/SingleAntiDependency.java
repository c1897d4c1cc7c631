package dev.faultline.check.txn;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether some cycle has exactly one anti-dependency: an edge rw from a to b where b
 * reaches a over other kinds.
 *
 * <p>Sources are taken 64 at a time, a bit each, and pushed through the nodes in topological order;
 * so the cost is (sources / 64) × edges, inside of cyclic components only.
 */
final class SingleAntiDependency {

  private SingleAntiDependency() {}

  /**
   * A pair of nodes (from, to) of such an edge, or nothing.
   *
   * @param component components over all kinds
   * @param others the other kinds; without a cycle over them
   */
  static int @Nullable [] find(Graph graph, int[] component, int others) {
    int[] order = graph.topological(others);
    long[] reached = new long[graph.nodes];
    int[] sources = targetsOfAntiDependencies(graph, component);
    for (int from = 0; from < sources.length; from += 64) {
      int count = Math.min(64, sources.length - from);
      java.util.Arrays.fill(reached, 0);
      for (int i = 0; i < count; i++) {
        reached[sources[from + i]] |= 1L << i;
      }
      for (int node : order) {
        if (component[node] >= 0 && reached[node] != 0) {
          push(graph, component, others, reached, node);
        }
      }
      int[] found = closing(graph, component, reached, sources, from, count);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static void push(Graph graph, int[] component, int others, long[] reached, int node) {
    for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
      int next = graph.target[e];
      if ((graph.kind[e] & others) != 0 && component[next] == component[node]) {
        reached[next] |= reached[node];
      }
    }
  }

  private static int @Nullable [] closing(
      Graph graph, int[] component, long[] reached, int[] sources, int from, int count) {
    for (int node = 0; node < graph.nodes; node++) {
      if (component[node] < 0 || reached[node] == 0) {
        continue;
      }
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        if (graph.kind[e] == Graph.RW && component[graph.target[e]] == component[node]) {
          for (int i = 0; i < count; i++) {
            if ((reached[node] & 1L << i) != 0 && sources[from + i] == graph.target[e]) {
              return new int[] {node, graph.target[e]};
            }
          }
        }
      }
    }
    return null;
  }

  private static int[] targetsOfAntiDependencies(Graph graph, int[] component) {
    var targets = new Ints();
    boolean[] taken = new boolean[graph.nodes];
    for (int node = 0; node < graph.nodes; node++) {
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        int to = graph.target[e];
        if (graph.kind[e] == Graph.RW
            && component[node] >= 0
            && component[to] == component[node]
            && !taken[to]) {
          taken[to] = true;
          targets.add(to);
        }
      }
    }
    return targets.toArray();
  }
}
