package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A queue that gives its values out in any order; the state is sorted, so that equal bags are
 * equal.
 */
record UnorderedQueue() implements Spec<List<Object>, QueueOp, Object> {

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public Step<List<Object>> step(List<Object> state, QueueOp input, Outcome<Object> outcome) {
    return switch (input) {
      case QueueOp.Put(var value) -> Step.to(with(state, value));
      case QueueOp.Take() ->
          switch (outcome) {
            case Outcome.Ok<Object>(var told) -> takeKnown(state, told);
            case Outcome.Fail<Object> _ -> Step.to(state);
            case Outcome.Indeterminate<Object> _ -> takeAny(state);
          };
    };
  }

  private static Step<List<Object>> takeKnown(List<Object> state, Object told) {
    if (told == Nil.NIL) {
      return Step.when(state.isEmpty(), state, "took nothing, but there is " + state);
    }
    return Step.when(state.contains(told), without(state, told), "took " + told + " of " + state);
  }

  private static Step<List<Object>> takeAny(List<Object> state) {
    return state.isEmpty()
        ? Step.to(state)
        : Step.toAnyOf(state.stream().distinct().map(value -> without(state, value)).toList());
  }

  private static List<Object> with(List<Object> state, Object value) {
    var more = new ArrayList<>(state);
    int at = 0;
    while (at < more.size() && Values.ORDER.compare(more.get(at), value) <= 0) {
      at++;
    }
    more.add(at, value);
    return List.copyOf(more);
  }

  private static List<Object> without(List<Object> state, Object value) {
    var less = new ArrayList<>(state);
    less.remove(value);
    return List.copyOf(less);
  }

  @Override
  public boolean readOnly(QueueOp input, Outcome<Object> outcome) {
    return input instanceof QueueOp.Take
        && outcome instanceof Outcome.Ok<Object>(var told)
        && told == Nil.NIL;
  }

  @Override
  public String directly() {
    return "stays of values";
  }

  @Override
  public Optional<Direct<QueueOp, Object>> direct(List<Operation<QueueOp, Object>> part) {
    return PutsAndTakes.decide(part, BagOrder::of);
  }
}
