package dev.faultline.check.txn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Cursor stability of lists: who appends to a key after reading it comes directly after what it
 * read (Adya 1999, PL-CS: no G-cursor). Every read of a key that its transaction appends to later
 * counts as one by cursor, since nobody can tell.
 */
final class Cursors {

  private final ListVersions versions;
  private final TxnHistory h;
  private final Dependencies dependencies;

  /** With each transaction that updates what all had been read of before the blind appends. */
  private final Dependencies ordered;

  /** For each key who appended what nobody read. */
  private final Ints[] unread;

  private @Nullable Anomaly lost;

  Cursors(ListVersions versions, Dependencies dependencies) {
    this.versions = versions;
    this.h = versions.history;
    this.dependencies = dependencies;
    var more = new Graph.Builder(dependencies.graph.nodes);
    dependencies.copyTo(more);
    int[] updater = new int[h.keys];
    Arrays.fill(updater, -1);
    unread = new Ints[h.keys];
    Arrays.setAll(unread, _ -> new Ints());
    for (int version = 0; version < h.versions; version++) {
      int t = h.writer[version];
      if (t >= 0 && versions.place[version] < 0 && versions.happened[t]) {
        unread[h.keyOfVersion[version]].add(t);
      }
    }
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; versions.happened[t] && o < h.first[t + 1]; o++) {
        if (versions.external[o] >= 0) {
          update(t, o, updater, more);
        }
      }
    }
    ordered = dependencies.with(more.build());
  }

  /** The graph with the order that updates of unread appends must have. */
  Dependencies ordered() {
    return ordered;
  }

  Optional<Anomaly> find() {
    if (lost != null) {
      return Optional.of(lost);
    }
    int kinds = Graph.WW | Graph.WR | Graph.SO | Graph.THROUGH;
    if (ListIsolation.any(dependencies.graph.components(kinds))) {
      return Optional.empty(); // Worse was found already.
    }
    int[] component = ordered.graph.components(kinds);
    for (int t = 0; t < h.size; t++) {
      if (component[t] >= 0) {
        int of = component[t];
        var involved = IntStream.range(0, h.size).filter(u -> component[u] == of).boxed().toList();
        return Optional.of(
            new Anomaly(
                "lost update",
                involved,
                "no order of the unread appends avoids a lost update"
                    + TxnMinimizer.words(h, involved)));
      }
    }
    return Optional.empty();
  }

  private void update(int t, int read, int[] updater, Graph.Builder more) {
    int k = h.key[read];
    int own = firstAppendAfter(t, read);
    if (own < 0) {
      return;
    }
    int seen = versions.external[read];
    int place = versions.place[h.version[own]];
    int next = seen < versions.longest[k] ? writer(k, seen) : -1;
    if (seen < versions.longest[k] && next != t) {
      overwritten(next < 0 ? List.of(t) : List.of(t, next), k);
    } else if (place < 0 && updater[k] >= 0 && updater[k] != t) {
      bothUpdate(List.of(updater[k], t), k);
    } else if (place < 0) {
      updater[k] = t;
      for (int i = 0; i < unread[k].length(); i++) {
        more.edge(t, unread[k].get(i), Graph.WW);
      }
    }
  }

  private void bothUpdate(List<Integer> transactions, int k) {
    if (lost == null) {
      lost =
          new Anomaly(
              "lost update",
              transactions,
              "both read one state of "
                  + h.keyName(k)
                  + " and appended to it"
                  + TxnMinimizer.words(h, transactions));
    }
  }

  private void overwritten(List<Integer> transactions, int k) {
    if (lost == null) {
      lost =
          new Anomaly(
              "lost update",
              transactions,
              "T"
                  + transactions.getFirst()
                  + " appended to "
                  + h.keyName(k)
                  + " after an append that it had not seen"
                  + TxnMinimizer.words(h, transactions),
              transactions.size() == 2 ? List.of("rw", "ww") : List.of());
    }
  }

  private int firstAppendAfter(int t, int read) {
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.APPEND && h.key[o] == h.key[read]) {
        return o > read ? o : -1;
      }
    }
    return -1;
  }

  private int writer(int k, int place) {
    return h.writer[h.elements[versions.longestStart[k] + place]];
  }
}
