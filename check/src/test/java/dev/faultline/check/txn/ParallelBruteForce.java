package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.List;

/**
 * Parallel snapshot isolation of registers: tries every order of the writers of each key, and asks
 * Cerone and Gotsman's definition about each. All transactions must have committed.
 */
final class ParallelBruteForce {

  private final TxnHistory h;
  private final TxnLevel level;

  private ParallelBruteForce(TxnHistory h, TxnLevel level) {
    this.h = h;
    this.level = level;
  }

  static boolean holds(TxnHistory h, TxnLevel level) {
    var brute = new ParallelBruteForce(h, level);
    return brute.readsAreWhole() && brute.some(0, new ArrayList<>());
  }

  /** Own writes are seen, no read differs from one before, and others' last writes alone. */
  private boolean readsAreWhole() {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] != TxnHistory.READ) {
          continue;
        }
        boolean external = TxnBruteForce.external(h, t, o);
        for (int p = o - 1; p >= h.first[t]; p--) {
          if (h.key[p] == h.key[o]) {
            if (h.version[p] != h.version[o]) {
              return false;
            }
            break;
          }
        }
        if (external && h.version[o] >= 0 && !isLast(t, h.version[o])) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isLast(int reader, int version) {
    int w = h.writer[version];
    if (w == reader) {
      return false;
    }
    int last = version;
    for (int o = h.first[w]; o < h.first[w + 1]; o++) {
      if (h.kind[o] == TxnHistory.WRITE && h.key[o] == h.keyOfVersion[version]) {
        last = h.version[o];
      }
    }
    return last == version;
  }

  private boolean some(int key, List<List<Integer>> orders) {
    if (key == h.keys) {
      return obeys(orders);
    }
    var writers = new ArrayList<Integer>();
    for (int t = 0; t < h.size; t++) {
      if (TxnBruteForce.writes(h, t, key)) {
        writers.add(t);
      }
    }
    return some(key, orders, writers, new ArrayList<>());
  }

  private boolean some(
      int key, List<List<Integer>> orders, List<Integer> writers, List<Integer> order) {
    if (order.size() == writers.size()) {
      var more = new ArrayList<>(orders);
      more.add(List.copyOf(order));
      return some(key + 1, more);
    }
    for (int w : writers) {
      if (!order.contains(w)) {
        order.add(w);
        boolean found = some(key, orders, writers, order);
        order.removeLast();
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  /** (so ∪ wr ∪ ww)⁺ ; rw? never leads from a transaction to itself. */
  private boolean obeys(List<List<Integer>> orders) {
    boolean[][] before = new boolean[h.size][h.size];
    boolean[][] missed = new boolean[h.size][h.size];
    for (int t = 0; t < h.size; t++) {
      for (int u = 0; level.sessions() && u < t; u++) {
        before[u][t] |= h.client[u] == h.client[t];
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (!TxnBruteForce.external(h, t, o)) {
          continue;
        }
        var order = orders.get(h.key[o]);
        int from = h.version[o] < 0 ? -1 : order.indexOf(h.writer[h.version[o]]);
        if (from >= 0) {
          before[order.get(from)][t] = true;
        }
        for (int w : order.subList(from + 1, order.size())) {
          missed[t][w] |= w != t;
        }
      }
    }
    for (var order : orders) {
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          before[order.get(i)][order.get(j)] = true;
        }
      }
    }
    var past = TxnBruteForce.closed(before);
    for (int a = 0; a < h.size; a++) {
      for (int b = 0; b < h.size; b++) {
        if (past[a][a] || past[a][b] && missed[b][a]) {
          return false;
        }
      }
    }
    return true;
  }
}
