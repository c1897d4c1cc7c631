package dev.faultline.examples.microraft;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/**
 * What the registers promise: each is a register of its own, and a compare-and-set answers what was
 * there before.
 */
record RegisterSpec() implements Spec<Long, RegisterOp, Long> {
  @Override
  public Long initial() {
    return RegisterOp.INITIAL;
  }

  @Override
  public Object partition(RegisterOp input) {
    return input.key();
  }

  @Override
  public Step<Long> step(Long value, RegisterOp input, Outcome<Long> outcome) {
    Long answer = outcome instanceof Outcome.Ok<Long>(var output) ? output : null;
    return switch (input) {
      case RegisterOp.Read _ -> seen(value, answer, value);
      case RegisterOp.Write(var _, var next) -> Step.to(next);
      case RegisterOp.CompareAndSet(var _, var expected, var update) ->
          seen(value, answer, value == expected ? update : value);
    };
  }

  private static Step<Long> seen(
      Long value, @org.jspecify.annotations.Nullable Long answer, Long next) {
    return Step.when(
        answer == null || answer.equals(value),
        next,
        "answered " + answer + ", but the value is " + value);
  }

  @Override
  public boolean readOnly(RegisterOp input, Outcome<Long> outcome) {
    return switch (input) {
      case RegisterOp.Read _ -> true;
      case RegisterOp.Write _ -> false;
      case RegisterOp.CompareAndSet(var _, var expected, var _) ->
          outcome instanceof Outcome.Ok<Long>(var before) && before != expected;
    };
  }
}
