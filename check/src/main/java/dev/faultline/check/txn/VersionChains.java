package dev.faultline.check.txn;

import java.util.function.IntUnaryOperator;

/**
 * Auxiliary nodes for the prefixes and the suffixes of each key's order.
 *
 * <p>A list shows all whose appends it holds and misses all whose appends it does not, not only the
 * last of the one and the first of the other. Where the order of writes is an edge itself, that
 * follows from it; for causal consistency it is none. So each writer leads to the prefix that ends
 * with it and each prefix to the next; each suffix leads to the writer it starts with and to the
 * next suffix.
 */
final class VersionChains {

  private final ListVersions versions;
  private final int[] firstNode;

  VersionChains(ListVersions versions, IntUnaryOperator auxiliaryOfKind, Graph.Builder builder) {
    this.versions = versions;
    var h = versions.history;
    firstNode = new int[h.keys];
    for (int k = 0; k < h.keys; k++) {
      for (int i = 0; i < versions.longest[k]; i++) {
        int prefix = auxiliaryOfKind.applyAsInt(Graph.WR);
        int suffix = auxiliaryOfKind.applyAsInt(Graph.RW);
        if (i == 0) {
          firstNode[k] = prefix;
        } else {
          builder.edge(prefix - 2, prefix, Graph.THROUGH);
          builder.edge(suffix - 2, suffix, Graph.THROUGH);
        }
        int w = writer(k, i);
        if (w >= 0) {
          builder.edge(w, prefix, Graph.WR);
          builder.edge(suffix, w, Graph.THROUGH);
        }
      }
    }
  }

  /** The node of the prefix of a key that ends at a place. */
  int prefix(int k, int last) {
    return firstNode[k] + 2 * last;
  }

  /**
   * Says that a transaction missed all from a place on. Its own appends would come before itself
   * through the chain: up to them it goes to the others directly.
   */
  void missed(int t, int k, int from, Graph.Builder builder) {
    var h = versions.history;
    int afterOwn = from;
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (h.kind[o] == TxnHistory.APPEND && h.key[o] == k) {
        afterOwn = Math.max(afterOwn, versions.place[h.version[o]] + 1);
      }
    }
    for (int i = from; i < afterOwn; i++) {
      int w = writer(k, i);
      if (w >= 0) {
        builder.edge(t, w, Graph.RW);
      }
    }
    if (afterOwn < versions.longest[k]) {
      builder.edge(t, firstNode[k] + 2 * afterOwn + 1, Graph.RW);
    }
  }

  private int writer(int k, int place) {
    var h = versions.history;
    return h.writer[h.elements[versions.longestStart[k] + place]];
  }
}
