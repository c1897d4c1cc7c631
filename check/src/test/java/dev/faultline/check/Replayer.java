package dev.faultline.check;

import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Confirms verdicts on linearizability from the definition, without any of the engine. */
final class Replayer {

  private Replayer() {}

  /** Whether the order is a linearization of the history. */
  @SuppressWarnings("unchecked")
  static <S, I, O> boolean confirms(
      List<Operation<?, ?>> order, History<I, O> history, Spec<S, I, O> spec) {
    Set<Object> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(history.operations());
    long latestCall = -1;
    Set<S> states = Set.of(spec.initial());
    for (var one : order) {
      var op = (Operation<I, O>) one;
      if (!known.contains(op) || !placed.add(op) || op.isFail() || op.returned() < latestCall) {
        return false;
      }
      latestCall = Math.max(latestCall, op.called());
      var next = new HashSet<S>();
      for (S state : states) {
        next.addAll(spec.step(state, op.input(), op.outcome()).states());
      }
      states = next;
    }
    return !states.isEmpty()
        && history.operations().stream().allMatch(op -> !op.isOk() || placed.contains(op));
  }

  /** Whether the evidence only weakens the history, and no order explains it. */
  static <S, I, O> boolean confirms(
      Evidence.NoOrder evidence, History<I, O> history, Spec<S, I, O> spec) {
    @SuppressWarnings("unchecked")
    var small = (History<I, O>) evidence.operations();
    for (var op : history.operations()) {
      boolean kept =
          small.operations().stream()
              .anyMatch(s -> s.equals(op) || s.equals(op.demoted()) && !op.isFail());
      boolean mayGo =
          op.isFail()
              || spec.readOnly(op.input(), op.outcome())
              || op.called() > evidence.failing().returned()
              || !sameParts(op, evidence.failing(), spec);
      if (!kept && !mayGo) {
        return false;
      }
    }
    return small.size() <= history.size() && !BruteForce.linearizable(small, spec);
  }

  @SuppressWarnings("unchecked")
  private static <I> boolean sameParts(
      Operation<I, ?> op, Operation<?, ?> failing, Spec<?, I, ?> spec) {
    return spec.partition(op.input()).equals(spec.partition((I) failing.input()));
  }
}
