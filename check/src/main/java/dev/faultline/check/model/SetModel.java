package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A set, empty at first. */
record SetModel() implements Spec<Set<Object>, SetOp, Object> {

  @Override
  public Set<Object> initial() {
    return Set.of();
  }

  @Override
  public Step<Set<Object>> step(Set<Object> set, SetOp input, Outcome<Object> outcome) {
    return switch (input) {
      case SetOp.Add(var value) -> {
        if (set.contains(value)) {
          yield Step.to(set);
        }
        var more = new HashSet<>(set);
        more.add(value);
        yield Step.to(Set.copyOf(more));
      }
      case SetOp.Remove(var value) -> {
        var less = new HashSet<>(set);
        less.remove(value);
        yield Step.to(Set.copyOf(less));
      }
      case SetOp.Contains(var value) -> Answers.expect(outcome, set.contains(value), set);
      case SetOp.ReadAll() -> Answers.expect(outcome, set, set);
    };
  }

  @Override
  public boolean readOnly(SetOp input, Outcome<Object> outcome) {
    return switch (input) {
      case SetOp.Add _, SetOp.Remove _ -> false;
      case SetOp.Contains _, SetOp.ReadAll _ -> true;
    };
  }

  @Override
  public Optional<Direct<SetOp, Object>> direct(List<Operation<SetOp, Object>> part) {
    return SetZones.decide(part);
  }
}
