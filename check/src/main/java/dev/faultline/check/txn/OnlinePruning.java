package dev.faultline.check.txn;

import dev.faultline.check.txn.TxnHistory.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forgets transactions through which no cycle can pass any more.
 *
 * <p>A transaction is <em>settled</em> when nothing that comes can put another before it without
 * being a violation by itself: it ended, somebody saw all its appends, and in real time whoever is
 * called from now on must see them too. A cycle that is still to come enters what is known at one
 * that is not settled, so that all others can go which those do not lead to.
 *
 * <p>In real time they need not even keep all that they lead to. An append that nobody has seen yet
 * may stand unsettled for ever, but whoever comes to stand before it was called before it returned.
 * All those have ended at some moment, its horizon. Whatever was called later comes after all of
 * them by time alone, and a cycle through it would have been one without that append.
 */
final class OnlinePruning {

  private final DynamicGraph graph;
  private final TxnLevel level;
  private final int few;
  private int most;

  /** In real time, transactions without a horizon, by return. */
  private final ArrayDeque<OnlineTxn> waiting = new ArrayDeque<>();

  /**
   * On a graph.
   *
   * @param few how many nodes are not worth looking at; with 0 looks after every event
   */
  OnlinePruning(DynamicGraph graph, TxnLevel level, int few) {
    this.graph = graph;
    this.level = level;
    this.few = few;
    this.most = few;
  }

  /** In real time, a transaction returned that committed. */
  void returned(OnlineTxn txn) {
    waiting.add(txn);
  }

  /**
   * Forgets, if there is enough to look at.
   *
   * @param oldest position of the call of the oldest open transaction, or {@code now}
   */
  void afterEvent(
      long oldest, long now, Collection<OnlineList> lists, DynamicGraph.@Nullable Node barrier) {
    while (!waiting.isEmpty() && waiting.element().returned < oldest) {
      var node = waiting.remove().node;
      if (node != null) {
        node.horizon = now;
      }
    }
    boolean offered = level.realTime() || level == TxnLevel.READ_COMMITTED;
    if (!offered || graph.size() < most) {
      return;
    }
    Set<Object> keep = new HashSet<>();
    var kept = new ArrayList<DynamicGraph.Node>();
    for (var list : lists) {
      if (list.readersOfAll != null && keep.add(list.readersOfAll)) {
        kept.add(list.readersOfAll);
      }
    }
    var withoutHorizon = new ArrayList<DynamicGraph.Node>();
    var reached = new ArrayList<DynamicGraph.Node>();
    for (var node : graph.nodes()) {
      var txn = node.transaction;
      if (txn == null || isSettled(txn, oldest)) {
        continue;
      }
      if (node.horizon == Long.MAX_VALUE) {
        withoutHorizon.add(node);
      } else {
        graph.markFrom(List.of(node), next -> next.position <= node.horizon, reached);
      }
    }
    graph.markFrom(withoutHorizon, _ -> true, reached);
    for (var one : reached) {
      if (keep.add(one)) {
        kept.add(one);
      }
    }
    if (barrier != null && keep.add(barrier)) {
      kept.add(barrier);
    }
    for (var node : graph.nodes()) {
      if (node.transaction != null && !keep.contains(node)) {
        node.transaction.appends.forEach(append -> append.transaction = null);
      }
    }
    graph.keep(kept);
    most = few == 0 ? 0 : Math.max(few, 2 * graph.size());
  }

  private boolean isSettled(OnlineTxn txn, long oldest) {
    return txn.ended != null
        && txn.appends.stream().allMatch(a -> a.place >= 0)
        && (!level.realTime()
            || txn.ended == Status.COMMITTED && txn.returned < oldest
            || txn.appends.stream().allMatch(a -> a.knownSince < oldest));
  }
}
