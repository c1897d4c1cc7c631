package dev.faultline.check.txn;

import java.util.Arrays;
import java.util.HashMap;

/**
 * The dependencies of a list-append history, closed under what a person believes at once: whoever
 * read a key misses every later append to it, not only the next; who wrote comes before all who
 * wrote later; a client's transaction comes before all its later ones. A shortest cycle has so as
 * few steps as there are to be believed.
 *
 * <p>Every step leads over at most one chain of auxiliary nodes, so that the graph stays linear in
 * the history. It has the same components as {@link Dependencies}.
 */
final class StepGraph {

  /**
   * Up to here a transaction that has appends of its own in a chain goes to the others directly.
   */
  private static final int DIRECT = 64;

  private final ListVersions v;
  private final TxnHistory h;
  private final Graph.Builder builder;
  private final Ints auxiliaryKind = new Ints();
  private final int[] overwritten;
  private final int[] missed;
  private final int[] shown;
  private final Ints[] unread;
  private final int[] afterRead;
  private final int[] afterWrite;

  private StepGraph(ListVersions versions) {
    v = versions;
    h = versions.history;
    builder = new Graph.Builder(h.size);
    overwritten = new int[h.keys];
    missed = new int[h.keys];
    shown = new int[h.keys];
    unread = new Ints[h.keys];
    afterRead = new int[h.keys];
    afterWrite = new int[h.keys];
    Arrays.setAll(unread, _ -> new Ints());
  }

  static Dependencies of(ListVersions versions, TxnLevel level) {
    var steps = new StepGraph(versions);
    steps.chains();
    for (int t = 0; t < versions.history.size; t++) {
      if (versions.happened[t]) {
        steps.transaction(t);
      }
    }
    if (level.sessions()) {
      steps.sessions();
    }
    if (level.realTime()) {
      steps.realTime();
    }
    return new Dependencies(versions, steps.builder.build(), steps.auxiliaryKind);
  }

  private int auxiliary(int kind) {
    auxiliaryKind.add(kind);
    return builder.node();
  }

  private int[] chain(int length, int kind) {
    int[] nodes = new int[length];
    for (int i = 0; i < length; i++) {
      nodes[i] = auxiliary(kind);
      if (i > 0) {
        builder.edge(nodes[i - 1], nodes[i], Graph.THROUGH);
      }
    }
    return nodes;
  }

  private void chains() {
    for (int k = 0; k < h.keys; k++) {
      int[] written = chain(v.longest[k], Graph.WW);
      int[] notRead = chain(v.longest[k], Graph.RW);
      int[] read = chain(v.longest[k], Graph.WR);
      for (int i = 0; i < v.longest[k]; i++) {
        int w = writer(k, i);
        if (w >= 0) {
          builder.edge(written[i], w, Graph.THROUGH);
          builder.edge(notRead[i], w, Graph.THROUGH);
          builder.edge(w, read[i], Graph.WR);
        }
      }
      overwritten[k] = v.longest[k] == 0 ? -1 : written[0];
      missed[k] = v.longest[k] == 0 ? -1 : notRead[0];
      shown[k] = v.longest[k] == 0 ? -1 : read[0];
      afterRead[k] = auxiliary(Graph.RW);
      afterWrite[k] = auxiliary(Graph.WW);
    }
    for (int version = 0; version < h.versions; version++) {
      int t = h.writer[version];
      if (t >= 0 && v.place[version] < 0 && v.happened[t]) {
        int k = h.keyOfVersion[version];
        unread[k].add(t);
        builder.edge(afterRead[k], t, Graph.THROUGH);
        builder.edge(afterWrite[k], t, Graph.THROUGH);
      }
    }
  }

  private int writer(int k, int place) {
    return h.writer[h.elements[v.longestStart[k] + place]];
  }

  private void transaction(int t) {
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      int k = h.key[o];
      if (h.kind[o] == TxnHistory.APPEND && v.place[h.version[o]] >= 0) {
        from(t, k, v.place[h.version[o]] + 1, overwritten[k], Graph.WW);
        toUnread(t, k, afterWrite[k], Graph.WW);
      } else if (h.kind[o] == TxnHistory.READ_LIST && h.status[t] == TxnHistory.Status.COMMITTED) {
        if (v.others[o] > 0) {
          readFrom(t, o);
        }
        if (v.external[o] >= 0) {
          from(t, k, v.external[o], missed[k], Graph.RW);
          toUnread(t, k, afterRead[k], Graph.RW);
        }
      }
    }
  }

  /** Leads from a transaction to all who appended from a place on, save itself. */
  private void from(int t, int k, int place, int chain, int kind) {
    int afterOwn = place;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.APPEND && h.key[o] == k) {
        afterOwn = Math.max(afterOwn, v.place[h.version[o]] + 1);
      }
    }
    for (int i = place; i < Math.min(afterOwn, place + DIRECT); i++) {
      int w = writer(k, i);
      if (w >= 0) {
        builder.edge(t, w, kind);
      }
    }
    if (afterOwn < v.longest[k]) {
      builder.edge(t, chain + afterOwn, kind);
    }
  }

  private void toUnread(int t, int k, int auxiliary, int kind) {
    boolean own = false;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      own |= h.kind[o] == TxnHistory.APPEND && h.key[o] == k && v.place[h.version[o]] < 0;
    }
    if (!own) {
      builder.edge(t, auxiliary, kind);
      return;
    }
    for (int i = 0; i < unread[k].length(); i++) {
      builder.edge(t, unread[k].get(i), kind);
    }
  }

  private void readFrom(int t, int o) {
    int last = v.others[o] - 1;
    boolean own = false;
    for (int i = 0; i <= last; i++) {
      own |= h.writer[h.elements[h.version[o] + i]] == t;
    }
    int w = h.writer[h.elements[h.version[o] + last]];
    if (!own && last < v.longest[h.key[o]]) {
      builder.edge(shown[h.key[o]] + last, t, Graph.THROUGH);
    } else if (w >= 0) {
      builder.edge(w, t, Graph.WR);
    }
  }

  private void sessions() {
    var last = new HashMap<Integer, Integer>();
    for (int t = 0; t < h.size; t++) {
      if (v.happened[t]) {
        int after = auxiliary(Graph.SO);
        Integer before = last.put(h.client[t], after);
        if (before != null) {
          builder.edge(before, t, Graph.THROUGH);
          builder.edge(before, after, Graph.THROUGH);
        }
        builder.edge(t, after, Graph.SO);
      }
    }
  }

  private void realTime() {
    Dependencies.realTimeEdges(h, v.happened, builder, this::auxiliary);
  }
}
