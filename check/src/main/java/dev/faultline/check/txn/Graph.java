package dev.faultline.check.txn;

import dev.faultline.check.engine.Polling;
import java.util.Arrays;

/** A directed graph with a kind on each edge, in flat arrays. */
final class Graph {

  static final int WW = 1;
  static final int WR = 2;
  static final int RW = 4;
  static final int SO = 8;
  static final int RT = 16;

  /** Leads on from an auxiliary node, whatever led to it. */
  static final int THROUGH = 32;

  final int nodes;
  final int[] start;
  final int[] target;
  final int[] kind;

  private Graph(int nodes, int[] start, int[] target, int[] kind) {
    this.nodes = nodes;
    this.start = start;
    this.target = target;
    this.kind = kind;
  }

  /** Collects edges. */
  static final class Builder {
    private final Ints from = new Ints();
    private final Ints to = new Ints();
    private final Ints kinds = new Ints();
    private int nodes;

    Builder(int nodes) {
      this.nodes = nodes;
    }

    int node() {
      return nodes++;
    }

    void edge(int a, int b, int kind) {
      if (a != b) {
        from.add(a);
        to.add(b);
        kinds.add(kind);
      }
    }

    Graph build() {
      int edges = from.length();
      int[] start = new int[nodes + 1];
      for (int e = 0; e < edges; e++) {
        start[from.get(e) + 1]++;
      }
      for (int n = 0; n < nodes; n++) {
        start[n + 1] += start[n];
      }
      int[] next = start.clone();
      int[] target = new int[edges];
      int[] kind = new int[edges];
      for (int e = 0; e < edges; e++) {
        Polling.at(e);
        int at = next[from.get(e)]++;
        target[at] = to.get(e);
        kind[at] = kinds.get(e);
      }
      return new Graph(nodes, start, target, kind);
    }
  }

  /**
   * Strongly connected components over the edges of some kinds (Tarjan, SIAM J. Comput. 1972,
   * without recursion).
   *
   * @return the component of each node; nodes alone in theirs, without an edge to themselves, get
   *     -1
   */
  int[] components(int kinds) {
    int[] index = new int[nodes];
    int[] low = new int[nodes];
    int[] component = new int[nodes];
    int[] at = new int[nodes];
    int[] stack = new int[nodes];
    int[] path = new int[nodes];
    boolean[] onStack = new boolean[nodes];
    Arrays.fill(component, -1);
    int counter = 0;
    int steps = 0;
    int found = 0;
    int onStackCount = 0;
    for (int root = 0; root < nodes; root++) {
      Polling.at(root);
      if (index[root] != 0) {
        continue;
      }
      int depth = 0;
      path[depth++] = root;
      index[root] = low[root] = ++counter;
      at[root] = start[root];
      stack[onStackCount++] = root;
      onStack[root] = true;
      while (depth > 0) {
        Polling.at(++steps);
        int node = path[depth - 1];
        if (at[node] < start[node + 1]) {
          int edge = at[node]++;
          if ((kind[edge] & kinds) == 0) {
            continue;
          }
          int next = target[edge];
          if (index[next] == 0) {
            index[next] = low[next] = ++counter;
            at[next] = start[next];
            stack[onStackCount++] = next;
            onStack[next] = true;
            path[depth++] = next;
          } else if (onStack[next]) {
            low[node] = Math.min(low[node], index[next]);
          }
          continue;
        }
        depth--;
        if (depth > 0) {
          low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[node]);
        }
        if (low[node] == index[node]) {
          int from = onStackCount;
          do {
            onStack[stack[--onStackCount]] = false;
          } while (stack[onStackCount] != node);
          if (from - onStackCount > 1) {
            for (int i = onStackCount; i < from; i++) {
              component[stack[i]] = found;
            }
            found++;
          }
        }
      }
    }
    return component;
  }

  /**
   * Nodes in an order that respects the edges of some kinds; shorter than all if there is a cycle.
   */
  int[] topological(int kinds) {
    int[] incoming = new int[nodes];
    for (int e = 0; e < target.length; e++) {
      if ((kind[e] & kinds) != 0) {
        incoming[target[e]]++;
      }
    }
    int[] order = new int[nodes];
    int tail = 0;
    for (int n = 0; n < nodes; n++) {
      if (incoming[n] == 0) {
        order[tail++] = n;
      }
    }
    for (int head = 0; head < tail; head++) {
      Polling.at(head);
      int node = order[head];
      for (int e = start[node]; e < start[node + 1]; e++) {
        if ((kind[e] & kinds) != 0 && --incoming[target[e]] == 0) {
          order[tail++] = target[e];
        }
      }
    }
    return Arrays.copyOf(order, tail);
  }
}
