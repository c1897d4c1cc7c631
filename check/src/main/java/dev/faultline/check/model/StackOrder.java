package dev.faultline.check.model;

import dev.faultline.check.model.Instants.Deed;
import dev.faultline.check.model.PutsAndTakes.Stay;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Last in, first out. Where values are inside without a pause, one must be at the bottom: put
 * before all others are, and taken after all others. Any that can be is as good as another. The
 * rest follows without it, as Lee and Mathur show ("Efficient Linearizability Monitoring", 2024).
 *
 * <p>A value that need not be inside at any instant is taken as soon as it is put, on whatever is
 * there.
 */
final class StackOrder {

  private final Instants<QueueOp, Object> instants = new Instants<>();

  private StackOrder() {}

  static Optional<List<Operation<QueueOp, Object>>> of(PutsAndTakes all) {
    return new StackOrder().order(all);
  }

  /** What is still to do: values to order, or the bottom of them to take at some instant. */
  private record Todo(List<Stay> stays, long taken) {}

  private Optional<List<Operation<QueueOp, Object>>> order(PutsAndTakes all) {
    var empties = all.empties(all.surelyInside());
    if (empties.isEmpty() || !nest(all.stays().stream().filter(Stay::surelyInside).toList())) {
      return Optional.empty();
    }
    for (var stay : all.stays()) {
      if (!stay.surelyInside()) {
        BagOrder.passing(stay, stay.take(), instants);
      }
    }
    empties.get().forEach(e -> instants.add(e.after(), Deed.LOOK, e.taking()));
    return Optional.of(instants.inOrder());
  }

  /** Without recursion: values may lie as deep as there are. */
  private boolean nest(List<Stay> stays) {
    var todo = new ArrayList<Todo>();
    add(stays, todo);
    while (!todo.isEmpty()) {
      var next = todo.removeLast();
      if (next.taken() >= 0) {
        take(next.stays().getFirst(), next.taken());
        continue;
      }
      var together = next.stays();
      long firstPut = together.stream().mapToLong(Stay::put).min().orElseThrow();
      long lastTake = together.stream().mapToLong(Stay::take).max().orElseThrow();
      var bottom = bottom(together, firstPut, lastTake);
      if (bottom.isEmpty()) {
        return false;
      }
      instants.add(firstPut - 1, Deed.ENTER, bottom.get().putting());
      todo.add(new Todo(List.of(bottom.get()), lastTake));
      add(together.stream().filter(s -> s != bottom.get()).toList(), todo);
    }
    return true;
  }

  private static Optional<Stay> bottom(List<Stay> together, long firstPut, long lastTake) {
    return together.stream()
        .filter(s -> s.putCalled() < firstPut)
        .filter(s ->
            lastTake == PutsAndTakes.NEVER
                ? s.take() == PutsAndTakes.NEVER
                : lastTake < s.takeReturned())
        .findFirst();
  }

  private void take(Stay stay, long after) {
    if (stay.taking() != null) {
      instants.add(after, Deed.LEAVE, stay.taking());
    }
  }

  private static void add(List<Stay> some, List<Todo> todo) {
    for (var group : withoutPause(some)) {
      todo.add(new Todo(group, -1));
    }
  }

  private static List<List<Stay>> withoutPause(List<Stay> some) {
    var sorted = new ArrayList<>(some);
    sorted.sort(Comparator.comparingLong(Stay::put));
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
}
