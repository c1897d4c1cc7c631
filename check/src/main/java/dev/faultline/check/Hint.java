package dev.faultline.check;

import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A proposed order, for instance by the simulator, which saw the writes commit. */
final class Hint {

  private Hint() {}

  /** Whether the order is a linearization; otherwise it says nothing. */
  static <S, I, O> boolean holds(
      List<Operation<I, O>> order, History<I, O> history, Spec<S, I, O> spec) {
    Set<Operation<I, O>> open = Collections.newSetFromMap(new IdentityHashMap<>());
    open.addAll(history.operations());
    Set<S> states = Set.of(spec.initial());
    long latestCall = -1;
    for (var op : order) {
      if (op.isFail() || op.returned() < latestCall || !open.remove(op)) {
        return false;
      }
      latestCall = Math.max(latestCall, op.called());
      var next = new HashSet<S>();
      for (S state : states) {
        next.addAll(spec.step(state, op.input(), op.outcome()).states());
      }
      states = next;
    }
    return !states.isEmpty() && open.stream().noneMatch(Operation::isOk);
  }
}
