package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/** A counter; answers are {@code Long}. */
record Counter(long first) implements Spec<Long, CounterOp, Object> {

  @Override
  public Long initial() {
    return first;
  }

  @Override
  public Step<Long> step(Long value, CounterOp input, Outcome<Object> outcome) {
    return switch (input) {
      case CounterOp.Add(var delta) -> Step.to(value + delta);
      case CounterOp.AddAndGet(var delta) -> Answers.expect(outcome, value + delta, value + delta);
      case CounterOp.Get() -> Answers.expect(outcome, value, value);
    };
  }

  @Override
  public boolean readOnly(CounterOp input, Outcome<Object> outcome) {
    return input instanceof CounterOp.Get;
  }
}
