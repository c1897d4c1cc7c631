package dev.faultline.check.txn;

import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cursor stability of registers: some order of the writers of each key fits reads-from, and who
 * writes a key after reading it comes directly after the writer that it read from (Adya 1999,
 * PL-CS: no G-cursor). Writers so make chains, one link for each update, and of any two chains of a
 * key one comes first as a whole.
 */
final class RegisterCursors {

  private final RegisterVersions versions;
  private final TxnHistory h;
  private final OrderSolver solver;
  private final List<Anomaly> found = new ArrayList<>();

  RegisterCursors(RegisterVersions versions, Meter meter) {
    this.versions = versions;
    this.h = versions.history;
    solver = new OrderSolver(h.size, meter);
    List<Ints> writers = new ArrayList<>();
    for (int k = 0; k < h.keys; k++) {
      writers.add(new Ints());
    }
    // For each key who comes directly before whom; -1 stands for the initial value.
    List<Map<Integer, Integer>> updates = new ArrayList<>();
    for (int k = 0; k < h.keys; k++) {
      updates.add(new HashMap<>());
    }
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; versions.happened[t] && o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.WRITE) {
          var of = writers.get(h.key[o]);
          if (of.length() == 0 || of.get(of.length() - 1) != t) {
            of.add(t);
          }
        } else if (versions.external[o]) {
          read(t, o, updates);
        }
      }
    }
    for (int k = 0; k < h.keys && found.isEmpty(); k++) {
      if (!order(writers.get(k), updates.get(k))) {
        return; // Undecided, whatever else there is.
      }
    }
  }

  /** What is wrong in every order of writers, if anything. */
  Optional<Anomaly> certain() {
    return found.stream().findFirst();
  }

  OrderSolver.Ending solve() {
    return solver.solve();
  }

  /** Transactions in an order of commits; after a possible ending. */
  List<Integer> order() {
    return Arrays.stream(solver.order()).filter(t -> versions.happened[t]).boxed().toList();
  }

  private void read(int t, int o, List<Map<Integer, Integer>> updates) {
    int from = h.version[o] == TxnHistory.INITIAL ? -1 : h.writer[h.version[o]];
    if (from >= 0) {
      solver.edge(from, t);
    }
    if (!versions.writes(t, h.key[o])) {
      return;
    }
    Integer other = updates.get(h.key[o]).putIfAbsent(from, t);
    if (other != null && other != t) {
      found.add(
          new Anomaly(
              "lost update",
              List.of(other, t),
              "both read one value of "
                  + h.keyName(h.key[o])
                  + " and overwrote it"
                  + TxnMinimizer.words(h, List.of(other, t))));
    }
  }

  /** False if the budget ran out. */
  private boolean order(Ints writers, Map<Integer, Integer> updateOf) {
    Map<Integer, Integer> updated = new HashMap<>();
    for (var link : updateOf.entrySet()) {
      Integer other = updated.put(link.getValue(), link.getKey());
      if (other != null) {
        int t = link.getValue();
        found.add(
            new Anomaly(
                "lost update",
                List.of(t),
                h.describe(t) + " read two values of one key and overwrote both"));
        return true;
      }
    }
    List<int[]> chains = new ArrayList<>();
    for (int i = 0; i < writers.length(); i++) {
      int first = writers.get(i);
      if (updated.getOrDefault(first, -1) < 0) {
        int last = first;
        for (Integer next = updateOf.get(last); next != null; next = updateOf.get(last)) {
          solver.edge(last, next);
          last = next;
        }
        boolean ofInitial = updated.containsKey(first);
        chains.add(ofInitial ? 0 : chains.size(), new int[] {first, last});
      }
    }
    boolean initialFirst = !chains.isEmpty() && updated.containsKey(chains.get(0)[0]);
    for (int i = 0; i < chains.size(); i++) {
      for (int j = i + 1; j < chains.size(); j++) {
        int[] a = chains.get(i);
        int[] b = chains.get(j);
        if (i == 0 && initialFirst) {
          solver.edge(a[1], b[0]);
        } else if (!solver.either(new int[] {a[1], b[0]}, new int[] {b[1], a[0]})) {
          return false;
        }
      }
    }
    return true;
  }
}
