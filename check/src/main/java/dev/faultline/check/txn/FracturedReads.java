package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a transaction that saw one append of another, or comes after it in its session, and
 * missed a second append of that other one.
 */
final class FracturedReads {

  /** Who appended to two keys: where in the order of the first, and where in that of the second. */
  private record Both(int writer, int here, int there) {}

  private final ListVersions versions;
  private final TxnHistory h;

  /** For a pair of keys those who appended to both, up to each the one furthest in the second. */
  private final Map<Long, List<Both>> furthest = new HashMap<>();

  private FracturedReads(ListVersions versions) {
    this.versions = versions;
    this.h = versions.history;
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; versions.happened[t] && o < h.first[t + 1]; o++) {
        for (int p = h.first[t]; p < h.first[t + 1]; p++) {
          if (h.kind[o] == TxnHistory.APPEND
              && h.kind[p] == TxnHistory.APPEND
              && versions.place[h.version[o]] >= 0) {
            furthest
                .computeIfAbsent(pair(h.key[o], h.key[p]), _ -> new ArrayList<>())
                .add(new Both(t, versions.place[h.version[o]], place(p)));
          }
        }
      }
    }
    for (var list : furthest.values()) {
      list.sort(Comparator.comparingInt(Both::here));
      for (int i = 1; i < list.size(); i++) {
        var before = list.get(i - 1);
        if (before.there() > list.get(i).there()) {
          list.set(i, new Both(before.writer(), list.get(i).here(), before.there()));
        }
      }
    }
  }

  static Optional<Anomaly> find(ListVersions versions) {
    return new FracturedReads(versions).find();
  }

  /**
   * A part that was seen after another part of the same transaction was missed is no violation;
   * only what is missed after it was seen.
   */
  static Optional<Anomaly> later(ListVersions versions) {
    var reads = new FracturedReads(versions);
    var h = versions.history;
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t];
          h.status[t] == TxnHistory.Status.COMMITTED && o < h.first[t + 1];
          o++) {
        if (h.kind[o] == TxnHistory.READ_LIST) {
          var missed = reads.missed(t, o, versions.others, o);
          if (missed.isPresent()) {
            return missed;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  /** An append that was never read comes after all that were read. */
  private int place(int append) {
    int place = versions.place[h.version[append]];
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  private Optional<Anomaly> find() {
    Map<Long, Integer> latestOfSession = new HashMap<>();
    for (int t = 0; t < h.size; t++) {
      if (!versions.happened[t]) {
        continue;
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (versions.external[o] < 0) {
          continue;
        }
        if (latestOfSession.getOrDefault(pair(h.client[t], h.key[o]), -1) >= versions.external[o]) {
          return Optional.of(
              new Anomaly(
                  "fractured read-process",
                  List.of(t),
                  h.describe(t) + " misses what its own session appended before"));
        }
        var missed = missed(t, o, versions.external, h.first[t + 1]);
        if (missed.isPresent()) {
          return missed;
        }
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.APPEND) {
          latestOfSession.merge(pair(h.client[t], h.key[o]), place(o), Math::max);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Any writer whose append to another key this transaction saw, and whose append here it missed.
   */
  private Optional<Anomaly> missed(int t, int o, int[] seen, int end) {
    for (int p = h.first[t]; p < end; p++) {
      if (seen[p] <= 0) {
        continue;
      }
      var both = furthest.getOrDefault(pair(h.key[p], h.key[o]), List.of());
      int low = 0;
      int high = both.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (both.get(middle).here() < seen[p]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      if (low > 0 && both.get(low - 1).there() >= seen[o]) {
        int w = both.get(low - 1).writer();
        return Optional.of(
            new Anomaly(
                "fractured read",
                List.of(w, t),
                h.describe(t) + " saw a part of " + h.describe(w)));
      }
    }
    return Optional.empty();
  }
}
