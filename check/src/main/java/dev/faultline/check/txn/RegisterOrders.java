package dev.faultline.check.txn;

import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The question whether register transactions have an order, as a polygraph. Of any two writers of a
 * key one comes first, and whoever read from it comes before the other.
 *
 * <p>Serializable transactions are one node each. So are those with parallel snapshots, where who
 * comes before another by reads, writes or sessions must not have been missed by it (Cerone and
 * Gotsman: no cycle with just one anti-dependency). For other snapshots there are two, the moment
 * of the snapshot and that of the commit, as in {@link SnapshotGraph}.
 */
final class RegisterOrders {

  private final RegisterVersions versions;
  private final TxnHistory h;
  private final boolean oneMove;
  private final boolean parallel;
  private final boolean conflictsForbidden;
  private final int[] index;
  private final int count;
  private final OrderSolver solver;
  private final Map<Long, List<Integer>> readersOfWriter = new HashMap<>();

  RegisterOrders(RegisterVersions versions, TxnLevel level, Meter meter) {
    this.versions = versions;
    this.h = versions.history;
    parallel = level.parallel();
    oneMove = parallel || level.serial();
    conflictsForbidden = level.conflictsForbidden();
    index = new int[h.size];
    int happened = 0;
    for (int t = 0; t < h.size; t++) {
      index[t] = versions.happened[t] ? happened++ : -1;
    }
    count = happened;
    int barriers = level.realTime() ? count : 0;
    solver = new OrderSolver((oneMove ? count : 2 * count) + barriers, meter);
    for (int t = 0; t < h.size && !oneMove; t++) {
      if (versions.happened[t]) {
        solver.edge(snapshot(t), commit(t));
      }
    }
    if (level.sessions()) {
      sessions();
    }
    if (level.realTime()) {
      realTime();
    }
    reads();
    writers();
  }

  OrderSolver.Ending solve() {
    return solver.solve();
  }

  /** The transactions in their order, where they are serializable. */
  List<Integer> order() {
    return moments().stream().map(Witness.Moment::transaction).toList();
  }

  /** Snapshots and commits in their order; where they are one, the commits. */
  List<Witness.Moment> moments() {
    var byNode = new Witness.@Nullable Moment[oneMove ? count : 2 * count];
    for (int t = 0; t < h.size; t++) {
      if (index[t] >= 0) {
        byNode[snapshot(t)] = new Witness.Moment(t, false);
        byNode[commit(t)] = new Witness.Moment(t, true);
      }
    }
    var order = new ArrayList<Witness.Moment>();
    for (int node : solver.order()) {
      var moment = node < byNode.length ? byNode[node] : null;
      if (moment != null) {
        order.add(moment);
      }
    }
    return order;
  }

  private int snapshot(int t) {
    return index[t];
  }

  private int commit(int t) {
    return oneMove ? index[t] : count + index[t];
  }

  private void sessions() {
    Map<Integer, Integer> last = new HashMap<>();
    for (int t = 0; t < h.size; t++) {
      if (versions.happened[t]) {
        Integer before = last.put(h.client[t], t);
        if (before != null) {
          solver.edge(commit(before), snapshot(t));
        }
      }
    }
  }

  /** A chain of barriers, one a transaction in the order of calls. */
  private void realTime() {
    var byReturn = new ArrayList<Integer>();
    for (int t = 0; t < h.size; t++) {
      if (versions.happened[t]) {
        byReturn.add(t);
      }
    }
    byReturn.sort(Comparator.comparingLong(t -> h.returned[t]));
    int firstBarrier = oneMove ? count : 2 * count;
    int next = 0;
    for (int t = 0; t < h.size; t++) {
      if (!versions.happened[t]) {
        continue;
      }
      int barrier = firstBarrier + index[t];
      if (index[t] > 0) {
        solver.edge(barrier - 1, barrier);
      }
      while (next < byReturn.size() && h.returned[byReturn.get(next)] < h.called[t]) {
        solver.edge(commit(byReturn.get(next++)), barrier);
      }
      solver.edge(barrier, snapshot(t));
    }
  }

  private static long pair(int key, int writer) {
    return (long) key << 32 | writer;
  }

  private void reads() {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; versions.happened[t] && o < h.first[t + 1]; o++) {
        if (!versions.external[o]) {
          continue;
        }
        if (h.version[o] != TxnHistory.INITIAL) {
          int w = h.writer[h.version[o]];
          solver.edge(commit(w), snapshot(t));
          readersOfWriter.computeIfAbsent(pair(h.key[o], w), _ -> new ArrayList<>()).add(t);
        } else {
          for (int w : writersOf(h.key[o])) {
            if (w != t && parallel) {
              solver.never(commit(w), snapshot(t));
            } else if (w != t) {
              solver.edge(snapshot(t), commit(w));
            }
          }
        }
      }
    }
  }

  private List<List<Integer>> writersOfKey = List.of();

  private List<Integer> writersOf(int key) {
    if (writersOfKey.isEmpty()) {
      writersOfKey = new ArrayList<>();
      for (int k = 0; k < h.keys; k++) {
        writersOfKey.add(new ArrayList<>());
      }
      for (int t = 0; t < h.size; t++) {
        for (int o = h.first[t]; versions.happened[t] && o < h.first[t + 1]; o++) {
          var writers = writersOfKey.get(h.key[o]);
          boolean known = !writers.isEmpty() && writers.getLast() == t;
          if (h.kind[o] == TxnHistory.WRITE && !known) {
            writers.add(t);
          }
        }
      }
    }
    return writersOfKey.get(key);
  }

  private void writers() {
    for (int k = 0; k < h.keys; k++) {
      var writers = new ArrayList<>(writersOf(k));
      writers.sort(Comparator.comparingLong(t -> h.returned[t]));
      for (int i = 0; i < writers.size(); i++) {
        for (int j = i + 1; j < writers.size(); j++) {
          int a = writers.get(i);
          int b = writers.get(j);
          if (!solver.either(before(k, a, b), before(k, b, a))) {
            return; // Undecided, whatever else there is.
          }
        }
      }
    }
  }

  private OrderSolver.Side before(int key, int earlier, int later) {
    var edges = new Ints();
    var nevers = new Ints();
    edges.add(commit(earlier));
    edges.add(conflictsForbidden ? snapshot(later) : commit(later));
    for (int reader : readersOfWriter.getOrDefault(pair(key, earlier), List.of())) {
      if (reader != later && parallel) {
        nevers.add(commit(later));
        nevers.add(snapshot(reader));
      } else if (reader != later) {
        edges.add(snapshot(reader));
        edges.add(commit(later));
      }
    }
    return new OrderSolver.Side(edges.toArray(), nevers.toArray());
  }
}
