package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Isolation by trying every order, straight from the definitions; for a handful of transactions.
 */
final class TxnBruteForce {

  private final TxnHistory h;
  private final TxnLevel level;
  private final boolean split;
  private final boolean conflicts;

  private TxnBruteForce(TxnHistory h, TxnLevel level) {
    this.h = h;
    this.level = level;
    String name = level.name();
    split = name.contains("SNAPSHOT") || name.contains("PREFIX");
    conflicts = name.contains("SNAPSHOT");
  }

  /** All transactions must have committed. */
  static boolean holds(TxnHistory h, TxnLevel level) {
    var brute = new TxnBruteForce(h, level);
    return brute.from(new Run(h.size));
  }

  /** What has happened so far. */
  private static final class Run {
    final boolean[] begun;
    final boolean[] done;
    Map<Integer, List<Integer>> state = new HashMap<>();
    final List<Map<Integer, List<Integer>>> snapshots = new ArrayList<>();
    Map<Integer, List<Integer>> writersSince = new HashMap<>();

    Run(int n) {
      begun = new boolean[n];
      done = new boolean[n];
      for (int i = 0; i < n; i++) {
        snapshots.add(Map.of());
      }
    }

    Run(Run r) {
      begun = r.begun.clone();
      done = r.done.clone();
      state = new HashMap<>(r.state);
      snapshots.addAll(r.snapshots);
      writersSince = new HashMap<>();
      r.writersSince.forEach((t, keys) -> writersSince.put(t, new ArrayList<>(keys)));
    }
  }

  private boolean from(Run run) {
    boolean all = true;
    for (int t = 0; t < h.size; t++) {
      all &= run.done[t];
    }
    if (all) {
      return true;
    }
    for (int t = 0; t < h.size; t++) {
      if (run.done[t] || !run.begun[t] && !mayBegin(run, t)) {
        continue;
      }
      var next = new Run(run);
      boolean possible = true;
      if (!run.begun[t]) {
        next.begun[t] = true;
        next.snapshots.set(t, run.state);
        next.writersSince.put(t, new ArrayList<>());
        possible = reads(t, run.state);
      }
      if (possible && (!split || run.begun[t])) {
        possible = commit(next, t);
      }
      if (possible && from(next)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayBegin(Run run, int t) {
    for (int u = 0; u < h.size; u++) {
      boolean first =
          level.sessions() && h.client[u] == h.client[t] && u < t
              || level.realTime() && h.returned[u] < h.called[t];
      if (first && !run.done[u]) {
        return false;
      }
    }
    return true;
  }

  private boolean commit(Run run, int t) {
    run.done[t] = true;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] <= TxnHistory.WRITE) {
        int k = h.key[o];
        if (conflicts && run.writersSince.getOrDefault(t, List.of()).contains(k)) {
          return false;
        }
        var after = new ArrayList<Integer>();
        if (h.kind[o] == TxnHistory.APPEND) {
          after.addAll(run.state.getOrDefault(k, List.of()));
        }
        after.add(h.version[o]);
        run.state.put(k, after);
      }
    }
    for (int u = 0; u < h.size; u++) {
      for (int o = h.first[t]; u != t && run.begun[u] && !run.done[u] && o < h.first[t + 1]; o++) {
        if (h.kind[o] <= TxnHistory.WRITE) {
          run.writersSince.computeIfAbsent(u, _ -> new ArrayList<>()).add(h.key[o]);
        }
      }
    }
    return true;
  }

  private boolean reads(int t, Map<Integer, List<Integer>> snapshot) {
    var own = new HashMap<>(snapshot);
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      var now = own.getOrDefault(h.key[o], List.of());
      switch (h.kind[o]) {
        case TxnHistory.APPEND -> {
          var more = new ArrayList<>(now);
          more.add(h.version[o]);
          own.put(h.key[o], more);
        }
        case TxnHistory.WRITE -> own.put(h.key[o], List.of(h.version[o]));
        case TxnHistory.READ -> {
          int seen = now.isEmpty() ? TxnHistory.INITIAL : now.getLast();
          if (seen != h.version[o]) {
            return false;
          }
        }
        default -> {
          int[] seen = Arrays.copyOfRange(h.elements, h.version[o], h.version[o] + h.length[o]);
          if (!Arrays.equals(seen, now.stream().mapToInt(Integer::intValue).toArray())) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /**
   * The levels below prefix consistency: some total commit order obeys what Adya, or Biswas and
   * Enea, ask of one, and each transaction by itself what they ask of that.
   */
  static boolean axioms(TxnHistory h, TxnLevel level) {
    return eachByItself(h, level) && orders(h, level, new ArrayList<>());
  }

  /**
   * Who wrote a key reads its own last write (Adya 1999, 3.1.2; Biswas and Enea 2019, 2.1), nobody
   * reads what it writes only later, and nobody reads what its writer wrote over (G1b).
   */
  private static boolean eachByItself(TxnHistory h, TxnLevel level) {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] != TxnHistory.READ) {
          continue;
        }
        if (!external(h, t, o)) {
          int last = -2;
          for (int p = h.first[t]; p < o; p++) {
            boolean write = h.kind[p] == TxnHistory.WRITE && h.key[p] == h.key[o];
            last = write ? h.version[p] : last;
          }
          if (h.version[o] != last) {
            return false;
          }
        } else if (h.version[o] >= 0) {
          int w = h.writer[h.version[o]];
          int last = -2;
          for (int p = h.first[w]; p < h.first[w + 1]; p++) {
            boolean write = h.kind[p] == TxnHistory.WRITE && h.key[p] == h.key[o];
            last = write ? h.version[p] : last;
          }
          if (w == t || level != TxnLevel.READ_UNCOMMITTED && last != h.version[o]) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean orders(TxnHistory h, TxnLevel level, List<Integer> order) {
    if (order.size() == h.size) {
      return obeys(h, level, order);
    }
    for (int t = 0; t < h.size; t++) {
      if (!order.contains(t)) {
        order.add(t);
        boolean found = orders(h, level, order);
        order.removeLast();
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether one order of commits is what the level asks for. */
  static boolean obeys(TxnHistory h, TxnLevel level, List<Integer> order) {
    if (level == TxnLevel.READ_UNCOMMITTED) {
      return true; // Nobody sees an order of writes that could have a cycle.
    }
    var base = base(h, level.sessions());
    var past = closed(base);
    int[] place = new int[h.size];
    for (int i = 0; i < h.size; i++) {
      place[order.get(i)] = i;
    }
    for (int a = 0; a < h.size; a++) {
      for (int b = 0; b < h.size; b++) {
        if (base[a][b] && place[a] > place[b]) {
          return false;
        }
      }
    }
    for (int t3 = 0; t3 < h.size; t3++) {
      for (int o = h.first[t3]; o < h.first[t3 + 1]; o++) {
        if (!external(h, t3, o)) {
          continue;
        }
        int from = h.version[o] < 0 ? -1 : h.writer[h.version[o]];
        for (int t2 = 0; t2 < h.size; t2++) {
          boolean sees =
              switch (level) {
                case ADYA_READ_COMMITTED -> false;
                case CURSOR_STABILITY -> writes(h, t3, h.key[o]) && place[t2] < place[t3];
                case READ_COMMITTED, MONOTONIC_ATOMIC_VIEW -> readsFrom(h, t3, t2, o);
                case READ_ATOMIC -> base[t2][t3];
                default -> past[t2][t3];
              };
          if (t2 != t3
              && t2 != from
              && sees
              && writes(h, t2, h.key[o])
              && (from < 0 || place[t2] > place[from])) {
            return false;
          }
        }
      }
    }
    return true;
  }

  static boolean[][] base(TxnHistory h, boolean sessions) {
    var base = new boolean[h.size][h.size];
    for (int t = 0; t < h.size; t++) {
      for (int u = 0; sessions && u < t; u++) {
        base[u][t] |= h.client[u] == h.client[t];
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (external(h, t, o) && h.version[o] >= 0) {
          base[h.writer[h.version[o]]][t] = true;
        }
      }
    }
    return base;
  }

  static boolean[][] closed(boolean[][] base) {
    int n = base.length;
    var closed = new boolean[n][];
    Arrays.setAll(closed, i -> base[i].clone());
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          closed[i][j] |= closed[i][k] && closed[k][j];
        }
      }
    }
    return closed;
  }

  static boolean readsFrom(TxnHistory h, int reader, int writer, int before) {
    for (int o = h.first[reader]; o < before; o++) {
      if (external(h, reader, o) && h.version[o] >= 0 && h.writer[h.version[o]] == writer) {
        return true;
      }
    }
    return false;
  }

  static boolean writes(TxnHistory h, int t, int k) {
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.WRITE && h.key[o] == k) {
        return true;
      }
    }
    return false;
  }

  static boolean external(TxnHistory h, int t, int o) {
    if (h.kind[o] != TxnHistory.READ) {
      return false;
    }
    for (int p = h.first[t]; p < o; p++) {
      if (h.kind[p] == TxnHistory.WRITE && h.key[p] == h.key[o]) {
        return false;
      }
    }
    return true;
  }
}
