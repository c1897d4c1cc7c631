package dev.faultline.check.txn;

import java.util.Set;

/**
 * Whether the steps of a cycle are what reads literally show, also where they contradict others.
 */
final class LiteralSteps {

  /** Found by comparing states, which may be of one length only. */
  private static final Set<String> OF_STATES =
      Set.of("lost update", "fractured read", "fractured read-process");

  private final ListVersions versions;
  private final TxnHistory h;

  LiteralSteps(ListVersions versions) {
    this.versions = versions;
    this.h = versions.history;
  }

  boolean hold(Anomaly anomaly) {
    if (anomaly.steps().isEmpty()) {
      return !OF_STATES.contains(anomaly.name());
    }
    var ts = anomaly.transactions();
    for (int i = 0; i < ts.size(); i++) {
      int from = ts.get(i);
      int to = ts.get((i + 1) % ts.size());
      boolean holds =
          switch (anomaly.steps().get(i)) {
            case "ww" -> inLongest(from, to);
            case "wr" -> saw(to, from);
            case "rw" -> missed(from, to);
            default -> true;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  /** Somebody saw the longest list, and both in it. */
  private boolean inLongest(int from, int to) {
    for (int o = h.first[from]; o < h.first[from + 1]; o++) {
      for (int p = h.first[to]; p < h.first[to + 1]; p++) {
        if (h.kind[o] == TxnHistory.APPEND
            && h.kind[p] == TxnHistory.APPEND
            && h.key[o] == h.key[p]
            && versions.place[h.version[o]] >= 0
            && versions.place[h.version[o]] < versions.place[h.version[p]]) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean saw(int reader, int writer) {
    for (int o = h.first[reader]; o < h.first[reader + 1]; o++) {
      for (int i = 0; h.kind[o] == TxnHistory.READ_LIST && i < versions.others[o]; i++) {
        if (h.writer[h.elements[h.version[o] + i]] == writer) {
          return true;
        }
      }
    }
    return false;
  }

  /** Some append of the writer is not in what the reader saw of its list. */
  private boolean missed(int reader, int writer) {
    for (int o = h.first[reader]; o < h.first[reader + 1]; o++) {
      for (int p = h.first[writer]; p < h.first[writer + 1]; p++) {
        if (versions.external[o] >= 0
            && h.kind[p] == TxnHistory.APPEND
            && h.key[p] == h.key[o]
            && !contains(o, h.version[p])) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean contains(int read, int version) {
    for (int i = 0; i < h.length[read]; i++) {
      if (h.elements[h.version[read] + i] == version) {
        return true;
      }
    }
    return false;
  }
}
