package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.Outcome;

/** A register, and what clients do to it. Values that they write are numbers, each written once. */
public final class Registers {
  private static final String FIRST = "first";
  private static final String LAST = "last";

  private Registers() {}

  /** A register that holds {@link Nil#NIL} first. */
  public static Kind<RegisterOp, Object> register() {
    return register(Nil.NIL);
  }

  /** A register with an initial value. */
  public static Kind<RegisterOp, Object> register(Object initial) {
    return new Register(initial);
  }

  /** Reads. */
  public static Share<RegisterOp> read(double weight) {
    return new Share<>(weight, _ -> new RegisterOp.Read());
  }

  /** Writes a new value. */
  public static Share<RegisterOp> write(double weight) {
    return new Share<>(weight, known -> new RegisterOp.Write(value(known)));
  }

  /** Replaces the value that this client was told last, at first the initial one, by a new one. */
  public static Share<RegisterOp> cas(double weight) {
    return new Share<>(
        weight,
        known -> {
          Object last = known.noted(LAST);
          return new RegisterOp.Cas(last == null ? Nil.NIL : last, value(known));
        });
  }

  private static Object value(Known known) {
    int value = known.fresh();
    return Integer.valueOf(value).equals(known.noted(FIRST)) ? -value : value;
  }

  private record Register(Object initial) implements Kind<RegisterOp, Object> {
    @Override
    public Spec<?, RegisterOp, Object> model() {
      return Models.casRegister(initial);
    }

    @Override
    public void begins(Known known) {
      known.note(FIRST, initial);
      known.note(LAST, initial);
    }

    @Override
    public void ended(Known known, RegisterOp input, Outcome<Object> outcome) {
      if (!(outcome instanceof Outcome.Ok<Object>(var output))) {
        return;
      }
      switch (input) {
        case RegisterOp.Read() -> known.note(LAST, output);
        case RegisterOp.Write(var value) -> known.note(LAST, value);
        case RegisterOp.Cas(var _, var next) -> {
          if (output.equals(true)) {
            known.note(LAST, next);
          }
        }
      }
    }
  }
}
