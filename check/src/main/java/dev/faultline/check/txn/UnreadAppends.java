package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders the appends that nobody read, where the level forbids concurrent writers of a key. Tries
 * the order of commits that the rest of the graph suggests; where that does not do, nobody knows.
 */
final class UnreadAppends {

  private final ListVersions versions;
  private final TxnLevel level;

  UnreadAppends(ListVersions versions, TxnLevel level) {
    this.versions = versions;
    this.level = level;
  }

  boolean hasOrder() {
    var history = versions.history;
    List<List<Integer>> unread = new ArrayList<>();
    for (int k = 0; k < history.keys; k++) {
      unread.add(new ArrayList<>());
    }
    boolean needed = false;
    for (int v = 0; v < history.versions; v++) {
      int t = history.writer[v];
      if (t >= 0 && versions.place[v] < 0 && versions.happened[t]) {
        var ofKey = unread.get(history.keyOfVersion[v]);
        if (!ofKey.contains(t)) {
          ofKey.add(t);
        }
        needed |= ofKey.size() > 1;
      }
    }
    if (!needed) {
      return true;
    }
    var dependencies = new Dependencies(versions, level);
    int[] place = new SnapshotGraph(dependencies, true).commitOrder();
    var more = new Graph.Builder(dependencies.graph.nodes);
    dependencies.copyTo(more);
    for (var ofKey : unread) {
      ofKey.sort(Comparator.comparingInt(t -> place[t]));
      for (int i = 1; i < ofKey.size(); i++) {
        more.edge(ofKey.get(i - 1), ofKey.get(i), Graph.WW);
      }
    }
    var ordered = new SnapshotGraph(dependencies.with(more.build()), true);
    return !ListIsolation.any(ordered.graph.components(~0));
  }
}
