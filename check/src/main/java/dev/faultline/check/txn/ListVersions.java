package dev.faultline.check.txn;

import dev.faultline.check.engine.Polling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What reads of append-only lists tell: the order of the versions of each key, and reads that no
 * level could explain.
 *
 * <p>Every list ever read must be a prefix of the longest one of its key; that one is the order of
 * its versions. Appends that nobody read come after, in an order that nobody knows.
 *
 * <p>Own appends at the end of what a transaction reads tell their place only where the level
 * forbids concurrent writers of a key. Elsewhere {@code append x 2; read x [1 2]} says that the
 * snapshot was {@code [1]}, and another transaction's append may come between the snapshot and the
 * commit. Own appends before those of others have their place at every level: no snapshot explains
 * them.
 */
final class ListVersions {

  private static final int MAX_OF_A_KIND = 8;

  final TxnHistory history;

  /**
   * Whether the transaction certainly took effect: it committed, or another transaction read its
   * writes.
   */
  final boolean[] happened;

  /** Longest read of each key: its start in the elements, and its length. */
  final int[] longestStart;

  private final int[] longestReader;

  final int[] longest;

  /** Place of a version in the order of its key, -1 if it was never read. */
  final int[] place;

  /**
   * For each list read its length without the transaction's own appends, -1 for other operations.
   */
  final int[] external;

  /** For each list read how many elements there are up to the last that is not its own. */
  final int[] others;

  /** Reads of values that were never appended. */
  final List<Anomaly> garbage = new ArrayList<>();

  final List<Anomaly> dirty = new ArrayList<>();

  /** Reads of what the transaction itself appends only later. */
  final List<Anomaly> future = new ArrayList<>();

  final List<Anomaly> internal = new ArrayList<>();
  final List<Anomaly> incompatible = new ArrayList<>();

  private final boolean conflictsForbidden;

  ListVersions(TxnHistory history, boolean conflictsForbidden) {
    this.history = history;
    this.conflictsForbidden = conflictsForbidden;
    happened = new boolean[history.size];
    longestStart = new int[history.keys];
    longest = new int[history.keys];
    longestReader = new int[history.keys];
    place = new int[history.versions];
    external = new int[history.kind.length];
    others = new int[history.kind.length];
    Arrays.fill(place, -1);
    Arrays.fill(external, -1);
    for (int t = 0; t < history.size; t++) {
      Polling.at(t);
      happened[t] = history.status[t] == TxnHistory.Status.COMMITTED;
      for (int o = history.first[t]; o < history.first[t + 1]; o++) {
        others[o] = history.kind[o] == TxnHistory.READ_LIST ? upToOthers(t, o) : 0;
      }
    }
    findLongest();
    orderVersions();
    againstTheirOrder();
    for (int t = 0; t < history.size; t++) {
      Polling.at(t);
      if (history.status[t] == TxnHistory.Status.COMMITTED) {
        readsOf(t);
      }
    }
  }

  private void findLongest() {
    var h = history;
    for (int t = 0; t < h.size; t++) {
      Polling.at(t);
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        boolean read = h.kind[o] == TxnHistory.READ_LIST;
        if (read && h.status[t] == TxnHistory.Status.COMMITTED && told(o) > longest[h.key[o]]) {
          longest[h.key[o]] = told(o);
          longestStart[h.key[o]] = h.version[o];
          longestReader[h.key[o]] = t;
        }
      }
    }
  }

  /** How many elements of a read tell the order of versions. */
  private int told(int o) {
    return conflictsForbidden ? history.length[o] : others[o];
  }

  private int upToOthers(int t, int o) {
    var h = history;
    int end = h.length[o];
    while (end > 0 && h.writer[h.elements[h.version[o] + end - 1]] == t) {
      end--;
    }
    return end;
  }

  private void orderVersions() {
    var h = history;
    for (int k = 0; k < h.keys; k++) {
      for (int i = 0; i < longest[k]; i++) {
        int v = h.elements[longestStart[k] + i];
        if (place[v] >= 0) {
          add(
              incompatible,
              "duplicate elements",
              List.of(),
              h.keyName(k) + " holds " + h.valueName(v) + " twice");
        }
        place[v] = i;
        if (h.writer[v] >= 0) {
          happened[h.writer[v]] |= h.status[h.writer[v]] == TxnHistory.Status.INDETERMINATE;
        }
      }
    }
  }

  /** Of two appends of one transaction to one key the first comes first. */
  private void againstTheirOrder() {
    var h = history;
    for (int t = 0; t < h.size; t++) {
      Polling.at(t);
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        int later = h.kind[o] == TxnHistory.APPEND ? place[h.version[o]] : -1;
        for (int p = o - 1; later >= 0 && p >= h.first[t]; p--) {
          if (h.kind[p] == TxnHistory.APPEND && h.key[p] == h.key[o]) {
            int earlier = place[h.version[p]];
            if (earlier < 0 || earlier > later) {
              add(
                  incompatible,
                  "incompatible order",
                  List.of(t),
                  "appends were seen on "
                      + h.keyName(h.key[o])
                      + " against their order in "
                      + h.describe(t));
            }
            break;
          }
        }
      }
    }
  }

  private void readsOf(int t) {
    var h = history;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.READ_LIST) {
        prefix(t, o);
        external(t, o);
        clean(t, o);
      }
    }
  }

  private void prefix(int t, int o) {
    var h = history;
    int k = h.key[o];
    for (int i = 0; i < told(o); i++) {
      if (h.elements[h.version[o] + i] != h.elements[longestStart[k] + i]) {
        add(incompatible, "incompatible order", List.of(t, longestReader[k]), differs(t, o, i));
        return;
      }
    }
  }

  private String differs(int t, int o, int at) {
    var h = history;
    int k = h.key[o];
    return Difference.of(
        h.describe(t),
        h.keyName(k),
        at,
        Difference.around(at, h.length[o], i -> h.valueName(h.elements[h.version[o] + i])),
        h.describe(longestReader[k]),
        Difference.around(at, longest[k], i -> h.valueName(h.elements[longestStart[k] + i])));
  }

  /** Takes the transaction's own appends, which must be the end of the list, off it. */
  private void external(int t, int o) {
    var h = history;
    int end = h.length[o];
    for (int p = o - 1; p >= h.first[t]; p--) {
      if (h.kind[p] == TxnHistory.APPEND && h.key[p] == h.key[o]) {
        if (end == 0 || h.elements[h.version[o] + end - 1] != h.version[p]) {
          add(internal, "internal", List.of(t), h.describe(t) + " does not see its own append");
          external[o] = -1;
          return;
        }
        end--;
      }
    }
    external[o] = end;
    for (int p = h.first[t]; p < o; p++) {
      if (external[p] >= 0 && h.key[p] == h.key[o] && external[p] != end) {
        add(internal, "internal", List.of(t), h.describe(t) + " sees two states of one key");
        return;
      }
    }
  }

  private void clean(int t, int o) {
    var h = history;
    boolean ofFuture = false;
    for (int i = 0; i < h.length[o]; i++) {
      int v = h.elements[h.version[o] + i];
      int w = h.writer[v];
      if (w < 0) {
        add(
            garbage,
            "garbage read",
            List.of(t),
            h.describe(t) + " saw " + h.valueName(v) + ", which nobody appended");
      } else if (w == t && h.writerOp[v] > o) {
        add(future, "future read", List.of(t), h.describe(t) + " saw its own later append");
        ofFuture = true;
      } else if (h.status[w] == TxnHistory.Status.ABORTED) {
        add(
            dirty,
            "G1a",
            List.of(w, t),
            h.describe(t) + " saw " + h.valueName(v) + " of the aborted " + h.describe(w));
      }
    }
    if (ofFuture) {
      external[o] = -1; // What else it saw or missed, nobody can say.
    }
    if (others[o] > 0) {
      int last = h.elements[h.version[o] + others[o] - 1];
      int w = h.writer[last];
      if (w >= 0 && appendsAgain(w, last)) {
        add(
            dirty,
            "G1b",
            List.of(w, t),
            h.describe(t)
                + " saw "
                + h.valueName(last)
                + ", an intermediate state of "
                + h.describe(w));
      }
    }
  }

  private boolean appendsAgain(int w, int version) {
    var h = history;
    for (int o = h.writerOp[version] + 1; o < h.first[w + 1]; o++) {
      if (h.kind[o] == TxnHistory.APPEND && h.key[o] == h.keyOfVersion[version]) {
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
