package dev.faultline.check.txn;

import dev.faultline.check.Witness;
import dev.faultline.check.txn.Graph.Builder;
import java.util.ArrayList;
import java.util.List;

/**
 * The dependency graph with each transaction cut in two: the moment of its snapshot, then that of
 * its commit. It has no cycle exactly if there are instants for both that snapshots explain.
 *
 * <p>What reads from, overwrites or follows a transaction takes its snapshot after that one's
 * commit; whoever did not see a commit took its snapshot before it. For snapshot isolation an
 * overwriting transaction takes its snapshot after the commit of the overwritten one; for prefix
 * consistency it only commits after it. This is Cerone and Gotsman's characterisation ((so ∪ wr ∪
 * ww) ; rw? without cycle), made linear.
 */
final class SnapshotGraph {

  private final TxnHistory history;
  final Graph graph;
  private final Dependencies dependencies;

  SnapshotGraph(Dependencies dependencies, boolean conflictsForbidden) {
    this.dependencies = dependencies;
    this.history = dependencies.history;
    var from = dependencies.graph;
    var builder = new Builder(history.size + from.nodes);
    for (int t = 0; t < history.size; t++) {
      builder.edge(snapshot(t), commit(t), Graph.THROUGH);
    }
    for (int node = 0; node < from.nodes; node++) {
      for (int e = from.start[node]; e < from.start[node + 1]; e++) {
        int kind = dependencies.kindFrom(node, e);
        int a =
            node >= history.size ? node(node) : kind == Graph.RW ? snapshot(node) : commit(node);
        int to = from.target[e];
        boolean late = kind == Graph.RW || kind == Graph.WW && !conflictsForbidden;
        int b = to >= history.size ? node(to) : late ? commit(to) : snapshot(to);
        builder.edge(a, b, from.kind[e]);
      }
    }
    graph = builder.build();
  }

  private int snapshot(int t) {
    return t;
  }

  private int commit(int t) {
    return dependencies.graph.nodes + t;
  }

  private int node(int auxiliary) {
    return auxiliary;
  }

  int transactionOf(int node) {
    int nodes = dependencies.graph.nodes;
    return node < history.size ? node : node >= nodes ? node - nodes : -1;
  }

  int kindFrom(int node, int edge) {
    boolean auxiliary = transactionOf(node) < 0;
    return auxiliary ? Graph.THROUGH : graph.kind[edge];
  }

  /** A place in commit order for each transaction; only of an acyclic graph. */
  int[] commitOrder() {
    int[] place = new int[history.size];
    int[] order = graph.topological(~0);
    for (int i = 0; i < order.length; i++) {
      if (order[i] >= dependencies.graph.nodes) {
        place[transactionOf(order[i])] = i;
      }
    }
    return place;
  }

  /** The moments in the order of nodes that respects the graph's edges; nodes may be others too. */
  List<Witness.Moment> moments(int[] order, boolean[] happened) {
    var moments = new ArrayList<Witness.Moment>();
    for (int node : order) {
      int t = transactionOf(node);
      if (t >= 0 && happened[t]) {
        moments.add(new Witness.Moment(t, node >= history.size));
      }
    }
    return moments;
  }

  /** The moments of an acyclic graph. */
  List<Witness.Moment> moments(boolean[] happened) {
    return moments(graph.topological(~0), happened);
  }
}
