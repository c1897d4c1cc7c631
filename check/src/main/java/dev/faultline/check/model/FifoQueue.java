package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A queue: first in, first out. */
record FifoQueue() implements Spec<List<Object>, QueueOp, Object> {

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public Step<List<Object>> step(List<Object> state, QueueOp input, Outcome<Object> outcome) {
    return switch (input) {
      case QueueOp.Put(var value) -> {
        var more = new ArrayList<>(state);
        more.add(value);
        yield Step.to(List.copyOf(more));
      }
      case QueueOp.Take() ->
          state.isEmpty()
              ? Answers.expect(outcome, Nil.NIL, state)
              : Answers.expect(
                  outcome, state.getFirst(), List.copyOf(state.subList(1, state.size())));
    };
  }

  @Override
  public boolean readOnly(QueueOp input, Outcome<Object> outcome) {
    return input instanceof QueueOp.Take
        && outcome instanceof Outcome.Ok<Object>(var told)
        && told == Nil.NIL;
  }

  @Override
  public String directly() {
    return "an order of values";
  }

  @Override
  public Optional<Direct<QueueOp, Object>> direct(List<Operation<QueueOp, Object>> part) {
    return PutsAndTakes.decide(part, QueueOrder::of);
  }
}
