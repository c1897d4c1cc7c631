package dev.faultline.check.txn;

import dev.faultline.check.engine.Polling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The dependency graph of a list-append history: who overwrote, read from, or read before whom.
 *
 * <p>The first {@code history.size} nodes are the transactions. Others stand between many and many,
 * so that the graph stays linear in the history: after the last read version of a key, before the
 * appends that nobody read; and the barriers of real time.
 */
final class Dependencies {

  /** What an edge out of an auxiliary node stands for. */
  private final Ints auxiliaryKind = new Ints();

  final TxnHistory history;
  final Graph graph;
  private final ListVersions versions;

  /** Where the order of writes is no edge of the level. */
  private final @Nullable VersionChains chains;

  Dependencies(ListVersions versions, TxnLevel level) {
    history = versions.history;
    this.versions = versions;
    var builder = new Graph.Builder(history.size);
    versionEdges(versions, builder);
    chains =
        level == TxnLevel.CAUSAL
            ? new VersionChains(versions, kind -> auxiliary(builder, kind), builder)
            : null;
    readEdges(versions, builder);
    if (level.sessions()) {
      sessionEdges(versions.happened, builder);
    }
    if (level.realTime()) {
      realTimeEdges(history, versions.happened, builder, kind -> auxiliary(builder, kind));
    }
    graph = builder.build();
  }

  /** Another graph over the same transactions and auxiliary nodes of its own. */
  Dependencies(ListVersions versions, Graph graph, Ints kinds) {
    this.history = versions.history;
    this.versions = versions;
    this.graph = graph;
    this.chains = null;
    for (int i = 0; i < kinds.length(); i++) {
      auxiliaryKind.add(kinds.get(i));
    }
  }

  private Dependencies(Dependencies like, Graph graph) {
    this.history = like.history;
    this.versions = like.versions;
    this.graph = graph;
    this.chains = like.chains;
    for (int i = 0; i < like.auxiliaryKind.length(); i++) {
      auxiliaryKind.add(like.auxiliaryKind.get(i));
    }
  }

  /** The same transactions with another graph over the same nodes. */
  Dependencies with(Graph other) {
    return new Dependencies(this, other);
  }

  void copyTo(Graph.Builder builder) {
    for (int node = 0; node < graph.nodes; node++) {
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        builder.edge(node, graph.target[e], graph.kind[e]);
      }
    }
  }

  /** The kind that an edge stands for, also where it leads through an auxiliary node. */
  int kindFrom(int node, int edge) {
    return node < history.size ? graph.kind[edge] : auxiliaryKind.get(node - history.size);
  }

  private int auxiliary(Graph.Builder builder, int kind) {
    auxiliaryKind.add(kind);
    return builder.node();
  }

  private int[] afterRead = new int[0];
  private Ints[] unread = new Ints[0];

  private void versionEdges(ListVersions v, Graph.Builder builder) {
    var h = history;
    for (int k = 0; k < h.keys; k++) {
      for (int i = 1; i < v.longest[k]; i++) {
        int a = h.writer[h.elements[v.longestStart[k] + i - 1]];
        int b = h.writer[h.elements[v.longestStart[k] + i]];
        if (a >= 0 && b >= 0) {
          builder.edge(a, b, Graph.WW);
        }
      }
    }
    afterRead = new int[h.keys];
    Arrays.fill(afterRead, -1);
    unread = new Ints[h.keys];
    Arrays.setAll(unread, _ -> new Ints());
    for (int version = 0; version < h.versions; version++) {
      int t = h.writer[version];
      if (t >= 0 && v.place[version] < 0 && v.happened[t]) {
        unread[h.keyOfVersion[version]].add(t);
      }
    }
    for (int k = 0; k < h.keys; k++) {
      if (unread[k].length() > 0) {
        beforeUnread(v, k, builder);
      }
    }
  }

  private void beforeUnread(ListVersions v, int k, Graph.Builder builder) {
    var h = history;
    afterRead[k] = auxiliary(builder, Graph.RW);
    int afterWrite = auxiliary(builder, Graph.WW);
    for (int i = 0; i < unread[k].length(); i++) {
      builder.edge(afterRead[k], unread[k].get(i), Graph.THROUGH);
      builder.edge(afterWrite, unread[k].get(i), Graph.THROUGH);
    }
    int last = v.longest[k] == 0 ? -1 : h.elements[v.longestStart[k] + v.longest[k] - 1];
    if (last >= 0 && h.writer[last] >= 0) {
      toUnread(h.writer[last], k, afterWrite, Graph.WW, builder);
    }
  }

  /**
   * Puts a transaction before the unread appends of a key. One that has such an append itself would
   * come before itself through the auxiliary node: it goes to the others directly.
   */
  private void toUnread(int t, int k, int auxiliary, int kind, Graph.Builder builder) {
    boolean own = false;
    for (int o = history.first[t]; o < history.first[t + 1]; o++) {
      boolean append = history.kind[o] == TxnHistory.APPEND && history.key[o] == k;
      own |= append && versions.place[history.version[o]] < 0;
    }
    if (!own) {
      builder.edge(t, auxiliary, kind);
      return;
    }
    for (int i = 0; i < unread[k].length(); i++) {
      builder.edge(t, unread[k].get(i), kind);
    }
  }

  private void readEdges(ListVersions v, Graph.Builder builder) {
    var h = history;
    for (int t = 0; t < h.size; t++) {
      Polling.at(t);
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.READ_LIST && h.status[t] == TxnHistory.Status.COMMITTED) {
          if (v.others[o] > 0) {
            readFrom(v, t, o, builder);
          }
          if (v.external[o] >= 0) {
            missed(v, t, o, builder);
          }
        }
      }
    }
  }

  private void readFrom(ListVersions v, int t, int o, Graph.Builder builder) {
    int last = v.others[o] - 1;
    int w = history.writer[history.elements[history.version[o] + last]];
    if (chains != null) {
      builder.edge(chains.prefix(history.key[o], last), t, Graph.THROUGH);
    } else if (w >= 0) {
      builder.edge(w, t, Graph.WR);
    }
  }

  private void missed(ListVersions v, int t, int o, Graph.Builder builder) {
    var h = history;
    int k = h.key[o];
    int seen = v.external[o];
    if (chains != null) {
      chains.missed(t, k, seen, builder);
    } else if (seen < v.longest[k]) {
      int w = h.writer[h.elements[v.longestStart[k] + seen]];
      if (w >= 0) {
        builder.edge(t, w, Graph.RW);
      }
    }
    if (afterRead[k] >= 0 && (chains != null || seen == v.longest[k])) {
      toUnread(t, k, afterRead[k], Graph.RW, builder);
    }
  }

  private void sessionEdges(boolean[] happened, Graph.Builder builder) {
    var last = new HashMap<Integer, Integer>();
    for (int t = 0; t < history.size; t++) {
      Polling.at(t);
      if (happened[t]) {
        Integer before = last.put(history.client[t], t);
        if (before != null) {
          builder.edge(before, t, Graph.SO);
        }
      }
    }
  }

  /** A chain of barriers, one where a return is followed by a call. */
  static void realTimeEdges(
      TxnHistory history, boolean[] happened, Graph.Builder builder, IntUnaryOperator auxiliary) {
    int n = history.size;
    Integer[] byReturn = new Integer[n];
    Arrays.setAll(byReturn, t -> t);
    Arrays.sort(byReturn, Comparator.comparingLong(t -> history.returned[t]));
    int next = 0;
    int barrier = -1;
    for (int t = 0; t < n; t++) {
      Polling.at(t);
      int made = -1;
      while (next < n && history.returned[byReturn[next]] < history.called[t]) {
        int before = byReturn[next++];
        if (!happened[before]) {
          continue;
        }
        if (made < 0) {
          made = auxiliary.applyAsInt(Graph.RT);
          if (barrier >= 0) {
            builder.edge(barrier, made, Graph.THROUGH);
          }
        }
        builder.edge(before, made, Graph.RT);
      }
      barrier = made >= 0 ? made : barrier;
      if (barrier >= 0 && happened[t]) {
        builder.edge(barrier, t, Graph.THROUGH);
      }
    }
  }
}
