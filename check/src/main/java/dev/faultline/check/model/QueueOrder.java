package dev.faultline.check.model;

import dev.faultline.check.model.PutsAndTakes.Empty;
import dev.faultline.check.model.PutsAndTakes.Stay;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of a queue in the order in which they pass it: of two put one after the other, or
 * taken one after the other, the first comes first. Puts and takes are two interval orders, so that
 * no cycle is longer than two values (Henzinger, Sezgin and Vafeiadis, "Aspect-Oriented
 * Linearizability Proofs", CONCUR 2013, show that pairs suffice).
 *
 * <p>The instants at which somebody found nothing cut time into stretches. A value belongs to the
 * first of them in which it can have been taken: it was not surely inside at the instant before, so
 * that it can have been put in that stretch too; and so can all that come after it in either order.
 */
final class QueueOrder {

  private final List<Operation<QueueOp, Object>> order = new ArrayList<>();
  private long latestPut = -1;
  private long latestTake = -1;

  private QueueOrder() {}

  static Optional<List<Operation<QueueOp, Object>>> of(PutsAndTakes all) {
    var empties = all.empties(all.surelyInside());
    return empties.isPresent() ? new QueueOrder().of(all, empties.get()) : Optional.empty();
  }

  private Optional<List<Operation<QueueOp, Object>>> of(PutsAndTakes all, List<Empty> empties) {
    empties.sort(Comparator.comparingLong(Empty::after));
    var stays = new ArrayList<>(all.stays());
    stays.sort(Comparator.comparingLong(QueueOrder::takable));
    int next = 0;
    long after = -1;
    for (int e = 0; e <= empties.size(); e++) {
      long until = e < empties.size() ? empties.get(e).after() : Long.MAX_VALUE;
      int from = next;
      while (next < stays.size() && takable(stays.get(next)) <= until) {
        next++;
      }
      var stretch = inTurn(stays.subList(from, next));
      if (stretch == null) {
        return Optional.empty();
      }
      pass(stretch, after);
      if (e < empties.size()) {
        order.add(empties.get(e).taking());
        after = until;
      }
    }
    return Optional.of(order);
  }

  /** The first event after which the value can be taken. */
  private static long takable(Stay stay) {
    return Math.max(stay.putCalled(), stay.take());
  }

  /** The last event before which it must be put. */
  private static long puttable(Stay stay) {
    return Math.min(stay.put(), stay.takeReturned());
  }

  /** Again and again one before which no other was put or taken; null if there is none. */
  private static @Nullable List<Stay> inTurn(List<Stay> stays) {
    var byCall = queue(stays, Stay::putCalled);
    var byPut = queue(stays, QueueOrder::puttable);
    var byTake = queue(stays, Stay::takeReturned);
    var first = new PriorityQueue<Stay>(Comparator.comparingLong(QueueOrder::takable));
    var gone = new java.util.HashSet<Object>();
    var order = new ArrayList<Stay>(stays.size());
    while (order.size() < stays.size()) {
      drop(byPut, gone);
      drop(byTake, gone);
      while (!byCall.isEmpty() && byCall.element().putCalled() < puttable(byPut.element())) {
        first.add(byCall.remove());
      }
      if (first.isEmpty() || takable(first.element()) > byTake.element().takeReturned()) {
        return null;
      }
      order.add(first.element());
      gone.add(first.remove().value());
    }
    return order;
  }

  private static PriorityQueue<Stay> queue(List<Stay> stays, ToLongFunction<Stay> key) {
    var queue = new PriorityQueue<Stay>(Comparator.comparingLong(key));
    queue.addAll(stays);
    return queue;
  }

  private static void drop(PriorityQueue<Stay> queue, java.util.Set<Object> gone) {
    while (gone.contains(queue.element().value())) {
      queue.remove();
    }
  }

  /** Each put and each take as early as its turn allows; at one instant puts come first. */
  private void pass(List<Stay> stretch, long after) {
    latestPut = Math.max(latestPut, after);
    latestTake = Math.max(latestTake, after);
    int taken = 0;
    long[] takes = new long[stretch.size()];
    for (int i = 0; i < takes.length; i++) {
      long put = Math.max(latestPut, stretch.get(i).putCalled());
      while (taken < i && takes[taken] < put) {
        take(stretch.get(taken++));
      }
      order.add(stretch.get(i).putting());
      latestPut = put;
      latestTake = Math.max(Math.max(latestTake, put), stretch.get(i).take());
      takes[i] = latestTake;
    }
    while (taken < takes.length) {
      take(stretch.get(taken++));
    }
  }

  private void take(Stay stay) {
    if (stay.taking() != null) {
      order.add(stay.taking());
    }
  }
}
