package dev.faultline.check.txn;

import dev.faultline.check.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Confirms orders of transactions by running them, without any of the engine. */
final class TxnReplayer {

  private final TxnHistory h;
  private final TxnLevel level;
  private final Map<Integer, List<Integer>> state = new HashMap<>();
  private final Set<Integer> begun = new HashSet<>();
  private final Set<Integer> done = new HashSet<>();

  /** Keys that others have written since the snapshot of a transaction. */
  private final Map<Integer, Set<Integer>> overwritten = new HashMap<>();

  private TxnReplayer(TxnHistory h, TxnLevel level) {
    this.h = h;
    this.level = level;
  }

  /** Whether transactions that run one after the other see what they saw. */
  static boolean confirmsSerial(TxnHistory h, TxnLevel level, List<Integer> order) {
    var moments = new ArrayList<Witness.Moment>();
    for (int t : order) {
      moments.add(new Witness.Moment(t, false));
      moments.add(new Witness.Moment(t, true));
    }
    return confirms(h, level, moments);
  }

  /** Whether transactions that see a snapshot and then commit see what they saw. */
  static boolean confirms(TxnHistory h, TxnLevel level, List<Witness.Moment> moments) {
    var run = new TxnReplayer(h, level);
    for (var moment : moments) {
      int t = moment.transaction();
      boolean possible = moment.commit() ? run.commit(t) : run.snapshot(t);
      if (!possible || h.status[t] == TxnHistory.Status.ABORTED) {
        return false;
      }
    }
    return run.begun.equals(run.done) && allCommitted(h, run.done);
  }

  /** Whether an order of commits obeys what the level asks of one; each is in it once. */
  static boolean confirmsCommits(TxnHistory h, TxnLevel level, boolean lists, List<Integer> order) {
    var all = new HashSet<>(order);
    return all.size() == order.size()
        && allCommitted(h, all)
        && (lists ? ListBruteForce.obeys(h, level, order) : TxnBruteForce.obeys(h, level, order));
  }

  private static boolean allCommitted(TxnHistory h, Set<Integer> some) {
    for (int t = 0; t < h.size; t++) {
      if (h.status[t] == TxnHistory.Status.COMMITTED && !some.contains(t)) {
        return false;
      }
    }
    return true;
  }

  private boolean snapshot(int t) {
    for (int u = 0; u < h.size; u++) {
      boolean comesFirst =
          level.sessions() && h.client[u] == h.client[t] && u < t
              || level.realTime() && h.returned[u] < h.called[t];
      boolean happened = h.status[u] == TxnHistory.Status.COMMITTED;
      if (comesFirst && happened && !done.contains(u)) {
        return false;
      }
    }
    overwritten.put(t, new HashSet<>());
    return begun.add(t) && (h.status[t] != TxnHistory.Status.COMMITTED || reads(t));
  }

  private boolean reads(int t) {
    Map<Integer, List<Integer>> mine = new HashMap<>(state);
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      var now = mine.getOrDefault(h.key[o], List.of());
      boolean same =
          switch (h.kind[o]) {
            case TxnHistory.READ ->
                h.version[o] == (now.isEmpty() ? TxnHistory.INITIAL : now.getLast());
            case TxnHistory.READ_LIST -> list(h, o).equals(now);
            default -> {
              mine.put(h.key[o], written(now, o));
              yield true;
            }
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private boolean commit(int t) {
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] <= TxnHistory.WRITE) {
        if (level.conflictsForbidden()
            && overwritten.getOrDefault(t, Set.of()).contains(h.key[o])) {
          return false;
        }
        state.put(h.key[o], written(state.getOrDefault(h.key[o], List.of()), o));
        for (int u : begun) {
          if (u != t) {
            overwritten.computeIfAbsent(u, _ -> new HashSet<>()).add(h.key[o]);
          }
        }
      }
    }
    return begun.contains(t) && done.add(t);
  }

  private List<Integer> written(List<Integer> before, int o) {
    var after = new ArrayList<>(before);
    after.add(h.version[o]);
    return after;
  }

  static List<Integer> list(TxnHistory h, int o) {
    var list = new ArrayList<Integer>();
    for (int i = 0; i < h.length[o]; i++) {
      list.add(h.elements[h.version[o] + i]);
    }
    return list;
  }
}
