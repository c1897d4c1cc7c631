package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/** A register with read, write and compare-and-set; the state is its value. */
record Register(Object initial, boolean cas) implements Spec<Object, RegisterOp, Object> {

  @Override
  public Step<Object> step(Object value, RegisterOp input, Outcome<Object> outcome) {
    Object output = outcome instanceof Outcome.Ok<Object>(var seen) ? seen : null;
    return switch (input) {
      case RegisterOp.Read() ->
          output == null || output.equals(value)
              ? Step.to(value)
              : Step.impossible("read " + output + ", but the value is " + value);
      case RegisterOp.Write(var next) -> Step.to(next);
      case RegisterOp.Cas(var expected, var next) -> {
        if (!cas) {
          throw new IllegalArgumentException("a plain register has no cas; use casRegister");
        }
        boolean matches = expected.equals(value);
        yield output == null || output.equals(matches)
            ? Step.to(matches ? next : value)
            : Step.impossible("cas answered " + output + ", but the value is " + value);
      }
    };
  }

  @Override
  public boolean readOnly(RegisterOp input, Outcome<Object> outcome) {
    return switch (input) {
      case RegisterOp.Read() -> true;
      case RegisterOp.Write _ -> false;
      case RegisterOp.Cas _ -> outcome instanceof Outcome.Ok<Object>(var did) && did.equals(false);
    };
  }
}
