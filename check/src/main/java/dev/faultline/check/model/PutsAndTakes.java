package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability of containers into which each value is put once and whose takes are all known, in
 * O(n log n), for stacks O(n²).
 *
 * <p>A value is surely inside from the return of its put to the call of its take. All structures
 * share that no value is taken that was not put, or before, or twice, and that a take that found
 * nothing has an instant at which nothing is surely inside. What more each asks, and the order that
 * shows it, is in a class of its own.
 */
final class PutsAndTakes {

  static final long NEVER = Operation.NEVER;

  /** A value that was put, and its take if it was taken. */
  record Stay(
      Object value,
      Operation<QueueOp, Object> putting,
      @Nullable Operation<QueueOp, Object> taking) {

    long putCalled() {
      return putting.called();
    }

    long put() {
      return putting.returned();
    }

    /** One that nobody took is taken never. */
    long take() {
      return taking == null ? NEVER : taking.called();
    }

    long takeReturned() {
      return taking == null ? NEVER : taking.returned();
    }

    boolean surelyInside() {
      return put() < take();
    }
  }

  /** A take that found nothing, and the first event after which nothing is surely inside. */
  record Empty(Operation<QueueOp, Object> taking, long after) {}

  private final List<Stay> stays = new ArrayList<>();
  private final List<Operation<QueueOp, Object>> foundNothing = new ArrayList<>();
  private boolean possible = true;

  private PutsAndTakes() {}

  /**
   * Decides, unless a value was put twice or nobody knows what a take took.
   *
   * @param structure an order, if what the structure asks for is so
   */
  static Optional<Direct<QueueOp, Object>> decide(
      List<Operation<QueueOp, Object>> part,
      Function<PutsAndTakes, Optional<List<Operation<QueueOp, Object>>>> structure) {
    var found = new PutsAndTakes();
    if (!found.read(part)) {
      return Optional.empty();
    }
    if (!found.possible) {
      return Optional.of(new Direct.None<>());
    }
    Optional<Direct<QueueOp, Object>> order = structure.apply(found).map(Direct.Order::new);
    return order.isPresent() ? order : Optional.of(new Direct.None<>());
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
            foundNothing.add(op);
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
        stays.add(new Stay(value, put, take));
      } else if (put.isOk()) {
        stays.add(new Stay(value, put, null));
      }
    });
    possible &= takes.isEmpty();
    return true;
  }

  List<Stay> stays() {
    return stays;
  }

  /** Where those that found nothing may have looked, given what was inside when; if they could. */
  Optional<List<Empty>> empties(Covered inside) {
    var empties = new ArrayList<Empty>();
    for (var op : foundNothing) {
      long after = inside.freeAfter(op.called());
      if (after >= op.returned()) {
        return Optional.empty();
      }
      empties.add(new Empty(op, after));
    }
    return Optional.of(empties);
  }

  /** When some value was surely inside. */
  Covered surelyInside() {
    var inside = new Covered();
    for (var stay : stays) {
      if (stay.surelyInside()) {
        inside.add(stay.put(), stay.take());
      }
    }
    return inside;
  }
}
