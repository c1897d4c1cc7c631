package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Confirms anomalies from the history alone, without any of the engine: each step of a cycle by
 * what somebody saw, by clients or by time; everything else by its definition.
 */
final class AnomalyReplayer {

  private final TxnHistory h;
  private final TxnLevel level;
  private final boolean lists;

  AnomalyReplayer(TxnHistory h, TxnLevel level, boolean lists) {
    this.h = h;
    this.level = level;
    this.lists = lists;
  }

  /** What came of it; some evidence is a small history that brute force has to look at. */
  enum Answer {
    CONFIRMED,
    REFUTED,
    NOT_A_PATTERN
  }

  Answer confirm(Anomaly anomaly) {
    var ts = anomaly.transactions();
    if (anomaly.explanation().contains("no order")) {
      return Answer.NOT_A_PATTERN;
    }
    if (!anomaly.steps().isEmpty()) {
      boolean all = ts.size() == anomaly.steps().size();
      for (int i = 0; all && i < ts.size(); i++) {
        all = step(anomaly.steps().get(i), ts.get(i), ts.get((i + 1) % ts.size()));
      }
      return all && counts(anomaly) ? Answer.CONFIRMED : Answer.REFUTED;
    }
    boolean so =
        switch (anomaly.name()) {
          case "duplicate elements" -> anyRead(o -> new HashSet<>(told(o)).size() < told(o).size());
          case "incompatible order" -> incompatible(ts.getFirst());
          case "internal" -> internal(ts.getFirst());
          case "future read" -> future(ts.getFirst());
          case "garbage read" ->
              ofReader(ts.getFirst(), o -> seen(o).stream().anyMatch(v -> h.writer[v] < 0));
          case "G1a" ->
              h.status[ts.getFirst()] == TxnHistory.Status.ABORTED
                  && ofReader(
                      ts.getLast(),
                      o -> seen(o).stream().anyMatch(v -> h.writer[v] == ts.getFirst()));
          case "G1b" -> ofReader(ts.getLast(), o -> intermediate(o, ts.getFirst()));
          case "fractured read" -> partly(ts.getFirst(), ts.getLast());
          case "fractured read-process" ->
              ofReader(ts.getFirst(), o -> missesOwnSession(ts.getFirst(), o));
          case "lost update" -> lostUpdate(ts.getFirst(), ts.getLast());
          default -> false;
        };
    return so ? Answer.CONFIRMED : Answer.REFUTED;
  }

  /** An anomaly's name says how many anti-dependencies it may have. */
  private boolean counts(Anomaly anomaly) {
    long rw = anomaly.steps().stream().filter("rw"::equals).count();
    String name = anomaly.name();
    return name.startsWith("G0") || name.startsWith("G1c")
        ? rw == 0
        : name.startsWith("G-single")
            ? rw == 1
            : name.startsWith("lost update") ? rw == 1 || rw == 2 : !lists || rw >= 2;
  }

  private boolean step(String kind, int a, int b) {
    return switch (kind) {
      case "session" -> h.client[a] == h.client[b] && a < b;
      case "real time" -> h.returned[a] < h.called[b];
      case "ww" -> lists ? wroteBefore(a, b) : mustCommitBefore(a, b);
      case "wr" -> ofReader(b, o -> others(o).stream().anyMatch(v -> h.writer[v] == a));
      case "rw" ->
          ofReader(
              a,
              o -> writes(b, h.key[o]).stream().anyMatch(v -> !seen(o).contains(v)) && happened(b));
      default -> false;
    };
  }

  private interface Read {
    boolean is(int operation);
  }

  private boolean anyRead(Read read) {
    for (int t = 0; t < h.size; t++) {
      if (ofReader(t, read)) {
        return true;
      }
    }
    return false;
  }

  private boolean ofReader(int t, Read read) {
    for (int o = h.first[t];
        h.status[t] == TxnHistory.Status.COMMITTED && o < h.first[t + 1];
        o++) {
      if (h.kind[o] > TxnHistory.WRITE && read.is(o)) {
        return true;
      }
    }
    return false;
  }

  private int reader(int o) {
    int t = 0;
    while (h.first[t + 1] <= o) {
      t++;
    }
    return t;
  }

  private List<Integer> seen(int o) {
    if (h.kind[o] == TxnHistory.READ_LIST) {
      return TxnReplayer.list(h, o);
    }
    return h.version[o] == TxnHistory.INITIAL ? List.of() : List.of(h.version[o]);
  }

  /** What a read shows up to the last that is not the reader's own. */
  private List<Integer> others(int o) {
    var seen = seen(o);
    int end = seen.size();
    while (end > 0 && h.writer[seen.get(end - 1)] == reader(o)) {
      end--;
    }
    return seen.subList(0, end);
  }

  /** Own appends have a known place only where nobody else may append at the same time. */
  private List<Integer> told(int o) {
    return level.conflictsForbidden() ? seen(o) : others(o);
  }

  private List<Integer> writes(int t, int k) {
    var versions = new ArrayList<Integer>();
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] <= TxnHistory.WRITE && h.key[o] == k) {
        versions.add(h.version[o]);
      }
    }
    return versions;
  }

  private boolean happened(int t) {
    return h.status[t] == TxnHistory.Status.COMMITTED
        || anyRead(o -> seen(o).stream().anyMatch(v -> h.writer[v] == t));
  }

  /** Somebody saw both in this order, or the first only, and nobody the second. */
  private boolean wroteBefore(int a, int b) {
    for (int k = 0; k < h.keys; k++) {
      for (int first : writes(a, k)) {
        for (int second : writes(b, k)) {
          boolean inOrder =
              anyRead(
                  o -> told(o).contains(first) && told(o).indexOf(first) < told(o).indexOf(second));
          boolean firstAlone =
              anyRead(o -> told(o).contains(first))
                  && !anyRead(o -> told(o).contains(second))
                  && happened(b);
          if (inOrder || firstAlone) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Somebody who sees the first, whatever the level means by that, read a key of both from b. */
  private boolean mustCommitBefore(int a, int b) {
    var base = TxnBruteForce.base(h, level.sessions());
    var past = TxnBruteForce.closed(base);
    return anyRead(o -> {
      int t = reader(o);
      int from = h.version[o] == TxnHistory.INITIAL ? -1 : h.writer[h.version[o]];
      boolean sees =
          switch (level) {
            case READ_COMMITTED, MONOTONIC_ATOMIC_VIEW -> TxnBruteForce.readsFrom(h, t, a, o);
            case READ_ATOMIC -> base[a][t];
            default -> past[a][t];
          };
      // Whoever read the initial value shows that nobody can have written before.
      return sees
          && t != a
          && a != from
          && (from == b || from < 0)
          && !writes(a, h.key[o]).isEmpty();
    });
  }

  private boolean incompatible(int t) {
    boolean noPrefix =
        anyRead(o ->
            anyRead(p -> {
              int n = Math.min(told(o).size(), told(p).size());
              return h.key[o] == h.key[p] && !told(o).subList(0, n).equals(told(p).subList(0, n));
            }));
    boolean againstOrder = false;
    for (int k = 0; k < h.keys; k++) {
      var mine = writes(t, k);
      for (int i = 1; i < mine.size(); i++) {
        int earlier = mine.get(i - 1);
        int later = mine.get(i);
        againstOrder |=
            anyRead(o -> {
              int at = told(o).indexOf(later);
              return at >= 0 && !told(o).subList(0, at).contains(earlier);
            });
      }
    }
    return noPrefix || againstOrder;
  }

  /** A read that does not end with, or is not, what the transaction itself wrote or read before. */
  private boolean internal(int t) {
    return ofReader(
        t,
        o -> {
          var own = new ArrayList<Integer>();
          for (int p = h.first[t]; p < o; p++) {
            if (h.key[p] == h.key[o] && h.kind[p] <= TxnHistory.WRITE) {
              own.add(h.version[p]);
            }
          }
          var seen = seen(o);
          if (!lists) {
            return !own.isEmpty() && !seen.equals(List.of(own.getLast()))
                || own.isEmpty() && rereads(t, o);
          }
          int from = seen.size() - own.size();
          return from < 0 || !seen.subList(from, seen.size()).equals(own) || rereads(t, o);
        });
  }

  private boolean rereads(int t, int o) {
    for (int p = h.first[t]; p < o; p++) {
      if (h.key[p] == h.key[o]
          && h.kind[p] > TxnHistory.WRITE
          && !stripped(p).equals(stripped(o))) {
        return true;
      }
    }
    return false;
  }

  /** What a list read shows, without what the reader had appended before. */
  private List<Integer> stripped(int o) {
    return lists
        ? seen(o).stream().filter(v -> h.writer[v] != reader(o) || h.writerOp[v] > o).toList()
        : seen(o);
  }

  private boolean future(int t) {
    return ofReader(t, o -> seen(o).stream().anyMatch(v -> h.writer[v] == t && h.writerOp[v] > o));
  }

  private boolean intermediate(int o, int w) {
    var seen = others(o);
    if (seen.isEmpty() || h.writer[seen.getLast()] != w) {
      return false;
    }
    return writes(w, h.key[o]).getLast().intValue() != seen.getLast();
  }

  private boolean partly(int w, int t) {
    boolean some = ofReader(t, o -> seen(o).stream().anyMatch(v -> h.writer[v] == w));
    return some && missed(w, t);
  }

  private boolean missed(int w, int t) {
    return ofReader(t, o -> !seen(o).containsAll(writes(w, h.key[o])));
  }

  private boolean missesOwnSession(int t, int o) {
    for (int u = 0; u < t; u++) {
      if (h.client[u] == h.client[t] && !seen(o).containsAll(writes(u, h.key[o]))) {
        return true;
      }
    }
    return false;
  }

  private boolean lostUpdate(int a, int b) {
    return ofReader(
        a,
        o ->
            !writes(a, h.key[o]).isEmpty()
                && !writes(b, h.key[o]).isEmpty()
                && ofReader(b, p -> h.key[p] == h.key[o] && stripped(p).equals(stripped(o))));
  }
}
