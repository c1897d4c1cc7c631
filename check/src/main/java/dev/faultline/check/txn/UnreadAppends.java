package dev.faultline.check.txn;

import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders the appends that were never read, where the level forbids concurrent writers of a key.
 * Tries the order of commits that the rest of the graph suggests, and where that does not do
 * searches for another.
 */
final class UnreadAppends {

  private final ListVersions versions;
  private final TxnHistory history;
  private final TxnLevel level;
  private final Dependencies dependencies;
  private final Meter meter;

  /** For each key the transactions whose appends were never read. */
  private final List<List<Integer>> unread = new ArrayList<>();

  private boolean needed;
  private List<Witness.Moment> moments = List.of();

  UnreadAppends(ListVersions versions, TxnLevel level, Meter meter) {
    this.versions = versions;
    this.history = versions.history;
    this.level = level;
    this.meter = meter;
    this.dependencies = new Dependencies(versions, level);
    for (int k = 0; k < history.keys; k++) {
      unread.add(new ArrayList<>());
    }
    for (int v = 0; v < history.versions; v++) {
      int t = history.writer[v];
      if (t >= 0 && versions.place[v] < 0 && versions.happened[t]) {
        var ofKey = unread.get(history.keyOfVersion[v]);
        if (!ofKey.contains(t)) {
          ofKey.add(t);
        }
        needed |= ofKey.size() > 1;
      }
    }
  }

  OrderSolver.Ending order() {
    return suggestedOrderDoes() || !needed ? OrderSolver.Ending.POSSIBLE : search();
  }

  /** Snapshots and commits that the order found allows; none if it is one of parallel snapshots. */
  List<Witness.Moment> moments() {
    return moments;
  }

  private boolean suggestedOrderDoes() {
    var snapshots = new SnapshotGraph(dependencies, true);
    if (ListIsolation.any(snapshots.graph.components(~0))) {
      return false; // Parallel snapshot isolation allows that.
    }
    int[] place = snapshots.commitOrder();
    var more = new Graph.Builder(dependencies.graph.nodes);
    dependencies.copyTo(more);
    for (var ofKey : unread) {
      ofKey.sort(Comparator.comparingInt(t -> place[t]));
      for (int i = 1; i < ofKey.size(); i++) {
        more.edge(ofKey.get(i - 1), ofKey.get(i), Graph.WW);
      }
    }
    var ordered = new SnapshotGraph(dependencies.with(more.build()), true);
    if (ListIsolation.any(ordered.graph.components(~0))) {
      return false;
    }
    moments = ordered.moments(versions.happened);
    return true;
  }

  private OrderSolver.Ending search() {
    boolean parallel = level.parallel();
    int nodes = dependencies.graph.nodes;
    var solver = new OrderSolver(parallel ? nodes : nodes + history.size, meter);
    if (parallel) {
      withoutSingleAntiDependency(solver);
    } else {
      withSnapshots(solver);
    }
    for (var ofKey : unread) {
      for (int i = 0; i < ofKey.size(); i++) {
        for (int j = i + 1; j < ofKey.size(); j++) {
          int a = ofKey.get(i);
          int b = ofKey.get(j);
          // Nodes of a snapshot graph: the snapshot has the transaction's number.
          int past = parallel ? 0 : nodes;
          if (!solver.either(new int[] {past + a, b}, new int[] {past + b, a})) {
            return OrderSolver.Ending.UNDECIDED;
          }
        }
      }
    }
    var ending = solver.solve();
    if (!parallel && ending == OrderSolver.Ending.POSSIBLE) {
      moments = new SnapshotGraph(dependencies, true).moments(solver.order(), versions.happened);
    }
    return ending;
  }

  private void withSnapshots(OrderSolver solver) {
    var graph = new SnapshotGraph(dependencies, true).graph;
    for (int node = 0; node < graph.nodes; node++) {
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        solver.edge(node, graph.target[e]);
      }
    }
  }

  private void withoutSingleAntiDependency(OrderSolver solver) {
    var graph = dependencies.graph;
    for (int node = 0; node < graph.nodes; node++) {
      for (int e = graph.start[node]; e < graph.start[node + 1]; e++) {
        if (graph.kind[e] == Graph.RW) {
          solver.never(graph.target[e], node);
        } else {
          solver.edge(node, graph.target[e]);
        }
      }
    }
  }
}
