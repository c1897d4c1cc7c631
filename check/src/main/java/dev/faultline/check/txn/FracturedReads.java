package dev.faultline.check.txn;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a transaction that saw one append of another, or comes after it in its session, and
 * missed a second append of that other one.
 */
final class FracturedReads {

  private FracturedReads() {}

  static Optional<Anomaly> find(ListVersions versions) {
    var h = versions.history;
    Map<Integer, Map<Integer, Integer>> latestOfSession = new HashMap<>();
    for (int t = 0; t < h.size; t++) {
      if (!versions.happened[t]) {
        continue;
      }
      var latest = latestOfSession.computeIfAbsent(h.client[t], _ -> new HashMap<>());
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (versions.external[o] < 0) {
          continue;
        }
        int newest = latest.getOrDefault(h.key[o], -1);
        if (newest >= versions.external[o]) {
          return Optional.of(
              new Anomaly(
                  "fractured read-process",
                  java.util.List.of(t),
                  h.describe(t) + " misses what its own session appended before"));
        }
        var missed = missed(versions, t, o);
        if (missed.isPresent()) {
          return missed;
        }
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.APPEND) {
          int place = versions.place[h.version[o]];
          // An append that nobody read stands after all that was read.
          latest.merge(h.key[o], place < 0 ? Integer.MAX_VALUE : place, Math::max);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Any writer whose append to another key this transaction saw, and whose append here it missed.
   */
  private static Optional<Anomaly> missed(ListVersions v, int t, int o) {
    var h = v.history;
    for (int p = h.first[t]; p < h.first[t + 1]; p++) {
      if (v.external[p] <= 0) {
        continue;
      }
      int w = h.writer[h.elements[h.version[p] + v.external[p] - 1]];
      for (int a = w < 0 || w == t ? h.kind.length : h.first[w]; w >= 0 && a < end(h, w); a++) {
        boolean here = h.kind[a] == TxnHistory.APPEND && h.key[a] == h.key[o];
        int place = here ? v.place[h.version[a]] : 0;
        if (here && (place < 0 || place >= v.external[o])) {
          return Optional.of(
              new Anomaly(
                  "fractured read",
                  java.util.List.of(w, t),
                  h.describe(t) + " saw a part of " + h.describe(w)));
        }
      }
    }
    return Optional.empty();
  }

  private static int end(TxnHistory h, int w) {
    return h.first[w + 1];
  }
}
