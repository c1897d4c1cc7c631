package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.model.Instants.Deed;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability of a set whose values are each added and removed at most once, and which nobody
 * reads as a whole. Then each value is alone, and present for one stretch of time. In O(n), and O(n
 * log n) for the order.
 */
final class SetZones {

  private @Nullable Operation<SetOp, Object> add;
  private @Nullable Operation<SetOp, Object> remove;
  private final List<Operation<SetOp, Object>> present = new ArrayList<>();
  private final List<Operation<SetOp, Object>> absent = new ArrayList<>();

  private SetZones() {}

  static Optional<Direct<SetOp, Object>> decide(List<Operation<SetOp, Object>> part) {
    Map<Object, SetZones> values = new LinkedHashMap<>();
    for (var op : part) {
      boolean unique =
          switch (op.input()) {
            case SetOp.Add(var value) -> of(values, value).addedBy(op);
            case SetOp.Remove(var value) -> of(values, value).removedBy(op);
            case SetOp.Contains(var value) -> of(values, value).seenBy(op);
            case SetOp.ReadAll() -> !op.isOk();
          };
      if (!unique) {
        return Optional.empty();
      }
    }
    var instants = new Instants<SetOp, Object>();
    for (var value : values.values()) {
      if (!value.order(instants)) {
        return Optional.of(new Direct.None<>());
      }
    }
    return Optional.of(new Direct.Order<>(instants.inOrder()));
  }

  private static SetZones of(Map<Object, SetZones> values, Object value) {
    return values.computeIfAbsent(value, _ -> new SetZones());
  }

  private boolean addedBy(Operation<SetOp, Object> op) {
    boolean first = add == null;
    add = op;
    return first;
  }

  private boolean removedBy(Operation<SetOp, Object> op) {
    boolean first = remove == null;
    remove = op;
    return first;
  }

  private boolean seenBy(Operation<SetOp, Object> op) {
    if (op.outcome() instanceof Outcome.Ok<Object>(var seen)) {
      (seen.equals(true) ? present : absent).add(op);
    }
    return true;
  }

  /** Finds an instant for each operation, if there is one. */
  private boolean order(Instants<SetOp, Object> instants) {
    if (add == null || !add.isOk() && present.isEmpty()) {
      return present.isEmpty() && neverThere(instants);
    }
    long from = add.returned();
    long to = -1;
    for (var op : present) {
      if (op.returned() < add.called()) {
        return false;
      }
      from = Math.min(from, op.returned());
      to = Math.max(to, op.called());
    }
    boolean stays = fits(from, Long.MAX_VALUE);
    // Removed before it was added, or not at all if nobody knows; or else after all saw it.
    if (stays && (remove == null || !remove.isOk() || remove.called() < from)) {
      there(add, remove != null && remove.isOk() ? remove : null, null, Long.MAX_VALUE, instants);
      return true;
    }
    if (remove == null || remove.returned() < Math.max(to, add.called())) {
      return false;
    }
    to = Math.max(to, remove.called());
    if (!fits(from, to)) {
      return false;
    }
    there(add, null, remove, Math.max(to, add.called()), instants);
    return true;
  }

  /** Whether whoever missed the value could do so before or after this stretch. */
  private boolean fits(long from, long to) {
    return absent.stream().allMatch(op -> op.called() < from || op.returned() > to);
  }

  private boolean neverThere(Instants<SetOp, Object> instants) {
    absent.forEach(op -> instants.add(op.called(), Deed.LOOK, op));
    if (remove != null && remove.isOk()) {
      instants.add(remove.called(), Deed.LOOK, remove);
    }
    return true;
  }

  /**
   * The value comes as early as all that must be before allow, and goes as early as it can.
   *
   * @param inVain a removal before it comes
   * @param removal what makes it go
   * @param gone who missed it and returned later did so when it was gone
   */
  private void there(
      Operation<SetOp, Object> adding,
      @Nullable Operation<SetOp, Object> inVain,
      @Nullable Operation<SetOp, Object> removal,
      long gone,
      Instants<SetOp, Object> instants) {
    long comes = adding.called();
    var missed = new ArrayList<Operation<SetOp, Object>>();
    if (inVain != null) {
      missed.add(inVain);
    }
    for (var op : absent) {
      if (removal == null || op.returned() <= gone) {
        missed.add(op);
      }
    }
    // One after the other: what follows the same event goes in this order.
    for (var op : missed) {
      comes = Math.max(comes, op.called());
      instants.add(op.called(), Deed.LOOK, op);
    }
    instants.add(comes, Deed.LOOK, adding);
    long goes = Math.max(comes, gone);
    for (var op : present) {
      instants.add(Math.max(comes, op.called()), Deed.LOOK, op);
    }
    if (removal != null) {
      instants.add(goes, Deed.LOOK, removal);
      for (var op : absent) {
        if (op.returned() > gone) {
          instants.add(Math.max(goes, op.called()), Deed.LOOK, op);
        }
      }
    }
  }
}
