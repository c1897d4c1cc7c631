package dev.faultline.check.txn;

import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final int nodes;
  private final Meter meter;

  /** What is certain, in pairs of events, the first before the second. */
  private final Ints edges = new Ints();

  /** Pairs of events of which the first must never lead to the second. */
  private final Ints nevers = new Ints();

  private @Nullable OrderSolver solver;

  /** Events in an order that was suggested and is one. */
  private int[] suggested = new int[0];

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
    nodes = (oneMove ? count : 2 * count) + barriers;
    this.meter = meter;
    for (int t = 0; t < h.size && !oneMove; t++) {
      if (versions.happened[t]) {
        edge(snapshot(t), commit(t));
      }
    }
    if (level.sessions()) {
      sessions();
    }
    if (level.realTime()) {
      realTime();
    }
    reads();
  }

  /**
   * First tries the order in which writers returned, which for most stores is right and takes no
   * search; then all others.
   */
  OrderSolver.Ending solve() {
    if (!parallel && ordersAsReturned()) {
      return OrderSolver.Ending.POSSIBLE;
    }
    var search = new OrderSolver(nodes, meter);
    for (int i = 0; i < edges.length(); i += 2) {
      search.edge(edges.get(i), edges.get(i + 1));
    }
    for (int i = 0; i < nevers.length(); i += 2) {
      search.never(nevers.get(i), nevers.get(i + 1));
    }
    solver = search;
    writers(search);
    return search.solve();
  }

  private boolean ordersAsReturned() {
    var graph = new Graph.Builder(nodes);
    for (int i = 0; i < edges.length(); i += 2) {
      graph.edge(edges.get(i), edges.get(i + 1), Graph.THROUGH);
    }
    for (int k = 0; k < h.keys; k++) {
      var writers = new ArrayList<>(writersOf(k));
      int key = k;
      writers.sort(Comparator.comparingLong(w -> knownSince(key, w)));
      for (int i = 1; i < writers.size(); i++) {
        int[] before = before(k, writers.get(i - 1), writers.get(i)).edges();
        for (int e = 0; e < before.length; e += 2) {
          graph.edge(before[e], before[e + 1], Graph.THROUGH);
        }
      }
    }
    suggested = graph.build().topological(~0);
    return suggested.length == nodes;
  }

  /** When a writer had surely committed: it returned, or somebody who read from it did. */
  private long knownSince(int key, int writer) {
    long since = h.returned[writer];
    for (int reader : readersOfWriter.getOrDefault(pair(key, writer), List.of())) {
      since = Math.min(since, h.returned[reader]);
    }
    return since;
  }

  private void edge(int from, int to) {
    edges.add(from);
    edges.add(to);
  }

  /** Transactions that suffice to show that there is no order, where a short reason is known. */
  Optional<BitSet> core() {
    var searched = solver;
    return (searched == null ? Optional.<BitSet>empty() : searched.core())
        .map(nodes -> {
          var core = new BitSet(h.size);
          for (int t = 0; t < h.size; t++) {
            if (index[t] >= 0 && (nodes.get(snapshot(t)) || nodes.get(commit(t)))) {
              core.set(t);
            }
          }
          return core;
        });
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
    for (int node : suggested.length == nodes || solver == null ? suggested : solver.order()) {
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
          edge(commit(before), snapshot(t));
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
        edge(barrier - 1, barrier);
      }
      while (next < byReturn.size() && h.returned[byReturn.get(next)] < h.called[t]) {
        edge(commit(byReturn.get(next++)), barrier);
      }
      edge(barrier, snapshot(t));
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
          edge(commit(w), snapshot(t));
          readersOfWriter.computeIfAbsent(pair(h.key[o], w), _ -> new ArrayList<>()).add(t);
        } else {
          for (int w : writersOf(h.key[o])) {
            if (w != t && parallel) {
              nevers.add(commit(w));
              nevers.add(snapshot(t));
            } else if (w != t) {
              edge(snapshot(t), commit(w));
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

  private void writers(OrderSolver solver) {
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
