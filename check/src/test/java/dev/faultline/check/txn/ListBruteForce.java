package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The levels below prefix and parallel snapshot isolation, for lists: tries every order of commits,
 * or every order of the writers of each key, and asks the definition about each.
 *
 * <p>A list shows whose appends are visible, in the order in which they were arbitrated (Cerone and
 * Gotsman). All transactions must have committed.
 */
final class ListBruteForce {

  private final TxnHistory h;
  private final TxnLevel level;

  private ListBruteForce(TxnHistory h, TxnLevel level) {
    this.h = h;
    this.level = level;
  }

  static boolean holds(TxnHistory h, TxnLevel level) {
    var brute = new ListBruteForce(h, level);
    if (TxnLevel.READ_ATOMIC.compareTo(level) <= 0 && !brute.readsOwnAppends()) {
      return false;
    }
    if (level != TxnLevel.READ_UNCOMMITTED && brute.readsOwnLaterAppend()) {
      return false;
    }
    if (level.conflictsForbidden()) {
      return brute.someOrderOfWriters(0, new ArrayList<>());
    }
    var all = new ArrayList<Integer>();
    for (int t = 0; t < h.size; t++) {
      all.add(t);
    }
    return somePermutation(all, new ArrayList<>(), brute::commitsObey);
  }

  /** Whether one order of commits is what the level asks for. */
  static boolean obeys(TxnHistory h, TxnLevel level, List<Integer> order) {
    return new ListBruteForce(h, level).commitsObey(order);
  }

  private static boolean somePermutation(
      List<Integer> of, List<Integer> sofar, Predicate<List<Integer>> obeys) {
    if (sofar.size() == of.size()) {
      return obeys.test(sofar);
    }
    for (int t : of) {
      if (!sofar.contains(t)) {
        sofar.add(t);
        boolean found = somePermutation(of, sofar, obeys);
        sofar.removeLast();
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  /** Every read ends with the transaction's own appends so far, on one state of the key. */
  private boolean readsOwnAppends() {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] != TxnHistory.READ_LIST) {
          continue;
        }
        var expected = new ArrayList<>(others(t, o));
        for (int p = h.first[t]; p < o; p++) {
          if (h.kind[p] == TxnHistory.APPEND && h.key[p] == h.key[o]) {
            expected.add(h.version[p]);
          }
          boolean sameKey = h.kind[p] == TxnHistory.READ_LIST && h.key[p] == h.key[o];
          if (sameKey && !others(t, p).equals(others(t, o))) {
            return false;
          }
        }
        if (!expected.equals(list(o))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean readsOwnLaterAppend() {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        for (int v : h.kind[o] == TxnHistory.READ_LIST ? list(o) : List.<Integer>of()) {
          if (h.writer[v] == t && h.writerOp[v] > o) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private List<Integer> list(int o) {
    var list = new ArrayList<Integer>();
    for (int i = 0; i < h.length[o]; i++) {
      list.add(h.elements[h.version[o] + i]);
    }
    return list;
  }

  /** The list up to the last element that is not the transaction's own. */
  private List<Integer> others(int t, int o) {
    var list = list(o);
    while (!list.isEmpty() && h.writer[list.getLast()] == t) {
      list.removeLast();
    }
    return list;
  }

  private List<Integer> versions(int key, List<Integer> writers) {
    var list = new ArrayList<Integer>();
    for (int t : writers) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.APPEND && h.key[o] == key) {
          list.add(h.version[o]);
        }
      }
    }
    return list;
  }

  private boolean appends(int t, int key) {
    return !versions(key, List.of(t)).isEmpty();
  }

  private boolean commitsObey(List<Integer> order) {
    boolean[][] visible = new boolean[h.size][h.size];
    for (int t = 0; t < h.size; t++) {
      for (int u = 0; level.sessions() && u < t; u++) {
        visible[u][t] |= h.client[u] == h.client[t];
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] != TxnHistory.READ_LIST) {
          continue;
        }
        var seen = others(t, o);
        var state = versions(h.key[o], order);
        if (seen.size() > state.size() || !state.subList(0, seen.size()).equals(seen)) {
          return false;
        }
        if (level == TxnLevel.READ_UNCOMMITTED) {
          continue;
        }
        for (int v : seen) {
          visible[h.writer[v]][t] = true;
          if (!seen.containsAll(versions(h.key[o], List.of(h.writer[v])))) {
            return false;
          }
        }
      }
    }
    for (int a = 0; a < h.size; a++) {
      for (int b = 0; b < h.size; b++) {
        if (visible[a][b] && order.indexOf(a) >= order.indexOf(b)) {
          return false;
        }
      }
    }
    return switch (level) {
      case READ_UNCOMMITTED, ADYA_READ_COMMITTED, READ_COMMITTED -> true;
      case CURSOR_STABILITY -> updatesWhatItRead(order);
      case MONOTONIC_ATOMIC_VIEW -> goesOnSeeing();
      case READ_ATOMIC -> seesAllVisible(visible);
      default -> seesAllVisible(closed(visible));
    };
  }

  /** Who appends to a key after reading it comes directly after what it read. */
  private boolean updatesWhatItRead(List<Integer> order) {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        int own = 0;
        for (int p = h.first[t]; p < h.first[t + 1]; p++) {
          if (h.kind[p] == TxnHistory.APPEND && h.key[p] == h.key[o]) {
            own = own == 0 ? (p > o ? 1 : -1) : own;
          }
        }
        var before = order.subList(0, order.indexOf(t));
        if (h.kind[o] == TxnHistory.READ_LIST
            && own == 1
            && !versions(h.key[o], before).equals(others(t, o))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whoever saw a part of a transaction sees all of it in later reads. */
  private boolean goesOnSeeing() {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        for (int p = h.first[t]; h.kind[o] == TxnHistory.READ_LIST && p < o; p++) {
          for (int v : h.kind[p] == TxnHistory.READ_LIST ? others(t, p) : List.<Integer>of()) {
            var all = versions(h.key[o], List.of(h.writer[v]));
            if (h.writer[v] != t && !others(t, o).containsAll(all)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  private boolean seesAllVisible(boolean[][] visible) {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        for (int u = 0; h.kind[o] == TxnHistory.READ_LIST && u < h.size; u++) {
          boolean must = u != t && visible[u][t];
          if (must && !others(t, o).containsAll(versions(h.key[o], List.of(u)))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean someOrderOfWriters(int key, List<List<Integer>> orders) {
    if (key == h.keys) {
      return parallelSnapshots(orders);
    }
    var writers = new ArrayList<Integer>();
    for (int t = 0; t < h.size; t++) {
      if (appends(t, key)) {
        writers.add(t);
      }
    }
    return somePermutation(
        writers,
        new ArrayList<>(),
        order -> {
          var more = new ArrayList<>(orders);
          more.add(List.copyOf(order));
          return someOrderOfWriters(key + 1, more);
        });
  }

  /** (so ∪ wr ∪ ww)⁺ ; rw? without a cycle, for one order of the writers of each key. */
  private boolean parallelSnapshots(List<List<Integer>> orders) {
    boolean[][] before = new boolean[h.size][h.size];
    boolean[][] missed = new boolean[h.size][h.size];
    for (int t = 0; t < h.size; t++) {
      for (int u = 0; level.sessions() && u < t; u++) {
        before[u][t] |= h.client[u] == h.client[t];
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] != TxnHistory.READ_LIST) {
          continue;
        }
        var seen = others(t, o);
        var state = versions(h.key[o], orders.get(h.key[o]));
        var all = list(o);
        if (all.size() > state.size() || !state.subList(0, all.size()).equals(all)) {
          return false;
        }
        Set<Integer> seenWriters = new HashSet<>();
        for (int v : seen) {
          seenWriters.add(h.writer[v]);
          before[h.writer[v]][t] = true;
          if (!seen.containsAll(versions(h.key[o], List.of(h.writer[v])))) {
            return false;
          }
        }
        for (int w : orders.get(h.key[o])) {
          missed[t][w] |= w != t && !seenWriters.contains(w);
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
    var past = closed(before);
    for (int a = 0; a < h.size; a++) {
      for (int b = 0; b < h.size; b++) {
        if (past[a][a] || past[a][b] && missed[b][a]) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean[][] closed(boolean[][] relation) {
    return TxnBruteForce.closed(relation);
  }
}
