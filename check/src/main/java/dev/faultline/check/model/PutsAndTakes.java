package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Linearizability of containers into which each value is put once and whose takes are all known, in
 * O(n log n), for stacks O(n²).
 *
 * <p>A value is surely inside from the return of its put to the call of its take. All structures
 * share that no value is taken that was not put, or before, or twice, and that a take that found
 * nothing has an instant at which nothing is surely inside. What more they ask follows Henzinger,
 * Sezgin and Vafeiadis, "Aspect-Oriented Linearizability Proofs" (CONCUR 2013) for queues, and the
 * removal of one value after the other, as Lee and Mathur do ("Efficient Linearizability
 * Monitoring", 2024), for stacks and priority queues.
 */
final class PutsAndTakes {

  static final long NEVER = Operation.NEVER;

  /** A value that was put, and its take; one that nobody took is taken never. */
  record Stay(Object value, long putCalled, long put, long take, long takeReturned) {
    boolean surelyInside() {
      return put < take;
    }
  }

  final List<Stay> stays = new ArrayList<>();

  /** Calls and returns of takes that found nothing. */
  final List<long[]> empties = new ArrayList<>();

  private boolean possible = true;

  private PutsAndTakes() {}

  /** Decides, unless a value was put twice or nobody knows what a take took. */
  static Optional<Direct<QueueOp, Object>> decide(
      List<Operation<QueueOp, Object>> part, Predicate<PutsAndTakes> structure) {
    var found = new PutsAndTakes();
    if (!found.read(part)) {
      return Optional.empty();
    }
    return Optional.of(
        found.possible && structure.test(found) ? new Direct.Exists<>() : new Direct.None<>());
  }

  private boolean read(List<Operation<QueueOp, Object>> part) {
    Map<Object, Operation<QueueOp, Object>> puts = new LinkedHashMap<>();
    Map<Object, Operation<QueueOp, Object>> takes = new LinkedHashMap<>();
    for (var op : part) {
      switch (op.input()) {
        case QueueOp.Put(var value) -> {
          if (value == Nil.NIL || puts.put(value, op) != null) {
            return false;
          }
        }
        case QueueOp.Take() -> {
          if (!(op.outcome() instanceof Outcome.Ok<Object>(var value))) {
            return false;
          }
          if (value == Nil.NIL) {
            empties.add(new long[] {op.called(), op.returned()});
          } else {
            possible &= takes.put(value, op) == null;
          }
        }
      }
    }
    puts.forEach((value, put) -> {
      var take = takes.remove(value);
      if (take != null) {
        possible &= put.called() < take.returned();
        stays.add(new Stay(value, put.called(), put.returned(), take.called(), take.returned()));
      } else if (put.isOk()) {
        stays.add(new Stay(value, put.called(), put.returned(), NEVER, NEVER));
      }
    });
    possible &= takes.isEmpty();
    return true;
  }

  /** No more than what all containers share. */
  boolean unordered() {
    var inside = new Covered();
    for (var stay : stays) {
      if (stay.surelyInside()) {
        inside.add(stay.put(), stay.take());
      }
    }
    return empties.stream().allMatch(e -> inside.freeAfter(e[0]) < e[1]);
  }

  /** And of two values put one after the other the first is not taken after the second. */
  boolean firstInFirstOut() {
    var byPut = new ArrayList<>(stays);
    byPut.sort((a, b) -> Long.compare(a.put(), b.put()));
    var byCall = new ArrayList<>(stays);
    byCall.sort((a, b) -> Long.compare(a.putCalled(), b.putCalled()));
    int before = 0;
    long latestTake = -1;
    for (var stay : byCall) {
      while (before < byPut.size() && byPut.get(before).put() < stay.putCalled()) {
        latestTake = Math.max(latestTake, byPut.get(before++).take());
      }
      if (stay.takeReturned() < latestTake) {
        return false;
      }
    }
    return unordered();
  }

  /** Least first: each is taken when nothing smaller need be inside, as early as it can be. */
  boolean leastFirst() {
    stays.sort((a, b) -> Values.ORDER.compare(a.value(), b.value()));
    var inside = new Covered();
    for (var stay : stays) {
      if (stay.take() == NEVER) {
        inside.add(stay.put(), NEVER);
        continue;
      }
      long taken = inside.freeAfter(Math.max(stay.take(), stay.putCalled()));
      if (taken >= stay.takeReturned()) {
        return false;
      }
      if (stay.put() < taken) {
        inside.add(stay.put(), taken);
      }
    }
    return empties.stream().allMatch(e -> inside.freeAfter(e[0]) < e[1]);
  }

  /**
   * Where values are inside without a pause, one must be at the bottom: put before all others are,
   * and taken after all others. Any that can be is as good as another. The rest follows without it.
   */
  boolean lastInFirstOut() {
    var open = new ArrayList<List<Stay>>();
    open.add(stays.stream().filter(Stay::surelyInside).toList());
    while (!open.isEmpty()) {
      for (var together : withoutPause(open.removeLast())) {
        if (together.size() < 2) {
          continue;
        }
        long firstPut = together.stream().mapToLong(Stay::put).min().orElseThrow();
        long lastTake = together.stream().mapToLong(Stay::take).max().orElseThrow();
        var bottom =
            together.stream()
                .filter(s -> s.putCalled() < firstPut)
                .filter(s -> lastTake == NEVER ? s.take() == NEVER : lastTake < s.takeReturned())
                .findFirst();
        if (bottom.isEmpty()) {
          return false;
        }
        open.add(together.stream().filter(s -> s != bottom.get()).toList());
      }
    }
    return unordered();
  }

  private static List<List<Stay>> withoutPause(List<Stay> some) {
    var sorted = new ArrayList<>(some);
    sorted.sort((a, b) -> Long.compare(a.put(), b.put()));
    var groups = new ArrayList<List<Stay>>();
    long end = -1;
    for (var stay : sorted) {
      if (stay.put() > end) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(stay);
      end = Math.max(end, stay.take());
    }
    return groups;
  }

  /** Stretches of time, each from just after one event to just before another. */
  private static final class Covered {
    private final TreeMap<Long, Long> endOfStart = new TreeMap<>();

    void add(long from, long to) {
      long start = from;
      long end = to;
      var before = endOfStart.floorEntry(from);
      if (before != null && before.getValue() > from) {
        start = before.getKey();
        end = Math.max(end, before.getValue());
      }
      var next = endOfStart.ceilingEntry(start);
      while (next != null && next.getKey() < end) {
        end = Math.max(end, next.getValue());
        endOfStart.remove(next.getKey());
        next = endOfStart.ceilingEntry(start);
      }
      endOfStart.put(start, end);
    }

    /** The first event, this one or a later, just after which nothing is covered. */
    long freeAfter(long event) {
      var before = endOfStart.floorEntry(event);
      return before != null && before.getValue() > event ? before.getValue() : event;
    }
  }
}
