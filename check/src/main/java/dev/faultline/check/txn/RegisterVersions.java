package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.List;

/** What reads of registers tell without any order of versions, and reads that nothing explains. */
final class RegisterVersions {

  private static final int MAX_OF_A_KIND = 8;

  final TxnHistory history;
  final boolean[] happened;

  /** Whether an operation reads what another transaction wrote, or the initial value. */
  final boolean[] external;

  /** Reads of values that were never written. */
  final List<Anomaly> garbage = new ArrayList<>();

  /** Reads of what the transaction writes only later, or of others' writes after its own. */
  final List<Anomaly> own = new ArrayList<>();

  /** Reads of aborted and of intermediate writes. */
  final List<Anomaly> dirty = new ArrayList<>();

  /** Two reads of one key, without an own write between them, that differ. */
  final List<Anomaly> internal = new ArrayList<>();

  RegisterVersions(TxnHistory h) {
    history = h;
    happened = new boolean[h.size];
    external = new boolean[h.kind.length];
    for (int t = 0; t < h.size; t++) {
      if (h.status[t] == TxnHistory.Status.COMMITTED) {
        happened[t] = true;
        for (int o = h.first[t]; o < h.first[t + 1]; o++) {
          if (h.kind[o] == TxnHistory.READ) {
            read(t, o);
          }
        }
      }
    }
  }

  private void read(int t, int o) {
    var h = history;
    for (int p = o - 1; p >= h.first[t]; p--) {
      if (h.key[p] == h.key[o]) {
        boolean differs = h.version[p] != h.version[o];
        if (h.kind[p] == TxnHistory.WRITE) {
          if (differs) {
            add(own, "internal", List.of(t), h.describe(t) + " does not see its own write");
          }
          return;
        }
        if (differs) {
          add(internal, "internal", List.of(t), h.describe(t) + " sees two states of one key");
        }
      }
    }
    external[o] = true;
    int v = h.version[o];
    if (v == TxnHistory.INITIAL) {
      return;
    }
    int w = h.writer[v];
    if (w < 0) {
      external[o] = false;
      add(
          garbage,
          "garbage read",
          List.of(t),
          h.describe(t) + " read " + h.valueName(v) + ", which nobody wrote");
    } else if (w == t) {
      external[o] = false;
      add(own, "future read", List.of(t), h.describe(t) + " read its own later write");
    } else if (h.status[w] == TxnHistory.Status.ABORTED) {
      add(dirty, "G1a", List.of(w, t), h.describe(t) + " read of the aborted " + h.describe(w));
    } else {
      happened[w] = true;
      if (writesAgain(w, v)) {
        add(
            dirty,
            "G1b",
            List.of(w, t),
            h.describe(t) + " read an intermediate value of " + h.describe(w));
      }
    }
  }

  private boolean writesAgain(int w, int v) {
    var h = history;
    for (int o = h.writerOp[v] + 1; o < h.first[w + 1]; o++) {
      if (h.kind[o] == TxnHistory.WRITE && h.key[o] == h.keyOfVersion[v]) {
        return true;
      }
    }
    return false;
  }

  boolean writes(int t, int k) {
    for (int o = history.first[t]; o < history.first[t + 1]; o++) {
      if (history.kind[o] == TxnHistory.WRITE && history.key[o] == k) {
        return true;
      }
    }
    return false;
  }

  private static void add(List<Anomaly> to, String name, List<Integer> txns, String words) {
    if (to.size() < MAX_OF_A_KIND) {
      to.add(new Anomaly(name, txns, words));
    }
  }
}
