package dev.faultline.core.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations of all clients, ordered by the positions of their calls. Immutable, and
 * well-formed by construction.
 *
 * @param <I> inputs of operations
 * @param <O> outputs of operations
 */
public final class History<I, O> {

  private final List<Operation<I, O>> operations;

  private History(List<Operation<I, O>> operations) {
    this.operations = operations;
  }

  /** The history in which nothing happened; no checker takes it for a pass. */
  public static <I, O> History<I, O> empty() {
    return new History<>(List.of());
  }

  /**
   * A history of the given operations, in any order.
   *
   * @throws IllegalArgumentException if two events share a position, two operations of a client
   *     overlap, or a client goes on after an indeterminate operation
   */
  public static <I, O> History<I, O> of(List<Operation<I, O>> operations) {
    var sorted = new ArrayList<>(operations);
    sorted.sort(Comparator.comparingLong(Operation::called));
    requireDistinctPositions(sorted);
    requireSequentialClients(sorted);
    return new History<>(List.copyOf(sorted));
  }

  /**
   * A weaker history, made of another one by leaving operations out and {@linkplain
   * Operation#demoted() demoting} some: here a client may go on after a demoted operation.
   *
   * @throws IllegalArgumentException if two events share a position
   */
  public static <I, O> History<I, O> weakened(List<Operation<I, O>> operations) {
    var sorted = new ArrayList<>(operations);
    sorted.sort(Comparator.comparingLong(Operation::called));
    requireDistinctPositions(sorted);
    return new History<>(List.copyOf(sorted));
  }

  /** The operations in the order of their calls. */
  public List<Operation<I, O>> operations() {
    return operations;
  }

  /** Number of operations. */
  public int size() {
    return operations.size();
  }

  /** Whether nothing happened. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /**
   * The history up to the given position: later calls are removed, and operations still open at it
   * are indeterminate.
   */
  public History<I, O> until(long position) {
    var prefix = new ArrayList<Operation<I, O>>();
    for (var op : operations) {
      if (op.called() <= position) {
        prefix.add(op.returned() <= position || op.isIndeterminate() ? op : op.demoted());
      }
    }
    return new History<>(List.copyOf(prefix));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof History<?, ?> that && operations.equals(that.operations);
  }

  @Override
  public int hashCode() {
    return operations.hashCode();
  }

  @Override
  public String toString() {
    return "History" + operations;
  }

  private static void requireDistinctPositions(List<? extends Operation<?, ?>> sorted) {
    Set<Long> taken = new LinkedHashSet<>(sorted.size() * 3);
    for (var op : sorted) {
      requireFree(taken.add(op.called()), op.called(), op);
      if (op.returned() != Operation.NEVER) {
        requireFree(taken.add(op.returned()), op.returned(), op);
      }
    }
  }

  private static void requireFree(boolean free, long position, Operation<?, ?> op) {
    if (!free) {
      throw new IllegalArgumentException(
          "position " + position + " is taken twice, once by client " + op.client());
    }
  }

  private static void requireSequentialClients(List<? extends Operation<?, ?>> sorted) {
    Map<Integer, Operation<?, ?>> last = new LinkedHashMap<>();
    for (var op : sorted) {
      var before = last.put(op.client(), op);
      if (before != null && before.isIndeterminate()) {
        throw new IllegalArgumentException(
            "client "
                + op.client()
                + " called at "
                + op.called()
                + " after its indeterminate operation of "
                + before.called()
                + "; give it a new id");
      }
      if (before != null && before.returned() > op.called()) {
        throw new IllegalArgumentException(
            "client "
                + op.client()
                + " called at "
                + op.called()
                + " while its operation of "
                + before.called()
                + " was open");
      }
    }
  }
}
