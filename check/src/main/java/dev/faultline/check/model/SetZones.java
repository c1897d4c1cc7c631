package dev.faultline.check.model;

import dev.faultline.check.Direct;
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
 * reads as a whole. Then each value is alone, and present for one stretch of time. In O(n).
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
    return Optional.of(
        values.values().stream().allMatch(SetZones::possible)
            ? new Direct.Exists<>()
            : new Direct.None<>());
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

  private boolean possible() {
    if (add == null || !add.isOk() && present.isEmpty()) {
      return present.isEmpty();
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
    if (remove == null) {
      return stays;
    }
    // Removed before it was added, or not at all if nobody knows; or else after all saw it.
    boolean before = stays && (!remove.isOk() || remove.called() < from);
    boolean after = remove.returned() > Math.max(to, add.called());
    return before || after && fits(from, Math.max(to, remove.called()));
  }

  /** Whether whoever missed the value could do so before or after this stretch. */
  private boolean fits(long from, long to) {
    return absent.stream().allMatch(op -> op.called() < from || op.returned() > to);
  }
}
