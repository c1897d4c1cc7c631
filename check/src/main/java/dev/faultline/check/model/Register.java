package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A register with read, write and compare-and-set; the state is its value. */
record Register(Object initial, boolean cas) implements Spec<Object, RegisterOp, Object> {

  @Override
  public Step<Object> step(Object value, RegisterOp input, Outcome<Object> outcome) {
    Object output = outcome instanceof Outcome.Ok<Object>(var seen) ? seen : null;
    return switch (input) {
      case RegisterOp.Read() ->
          output == null || output.equals(value)
              ? Step.to(value)
              : Step.impossible(
                  "cannot read " + Shown.of(output, value) + " from " + Shown.of(value, output));
      case RegisterOp.Write(var next) -> Step.to(next);
      case RegisterOp.Cas(var expected, var next) -> {
        if (!cas) {
          throw new IllegalArgumentException("a plain register has no cas; use casRegister");
        }
        boolean matches = expected.equals(value);
        yield output == null || output.equals(matches)
            ? Step.to(matches ? next : value)
            : Step.impossible(
                "cas from "
                    + Shown.of(expected)
                    + (output.equals(true) ? " cannot succeed on " : " cannot fail on ")
                    + Shown.of(value));
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

  /** By zones if every value is written once and not the initial. */
  @Override
  public Optional<Direct<RegisterOp, Object>> direct(List<Operation<RegisterOp, Object>> part) {
    return part.stream().anyMatch(op -> op.input() instanceof RegisterOp.Cas)
        ? CasChains.decide(part, initial)
        : ofWrites(part);
  }

  private Optional<Direct<RegisterOp, Object>> ofWrites(List<Operation<RegisterOp, Object>> part) {
    var zones = new EpochZones<>(part);
    Map<Object, Integer> writes = new HashMap<>();
    writes.put(initial, EpochZones.NONE);
    for (int i = 0; i < part.size(); i++) {
      switch (part.get(i).input()) {
        case RegisterOp.Write(var value) -> {
          if (writes.putIfAbsent(value, i) != null) {
            return Optional.empty();
          }
          zones.start(i);
        }
        case RegisterOp.Cas _ -> {
          return Optional.empty();
        }
        case RegisterOp.Read() -> {}
      }
    }
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).input() instanceof RegisterOp.Read
          && part.get(i).outcome() instanceof Outcome.Ok<Object>(var seen)) {
        Integer write = writes.get(seen);
        if (write == null) {
          return Optional.of(new Direct.None<>());
        }
        zones.observe(i, write, new int[0]);
      }
    }
    return Optional.of(zones.decide(new boolean[part.size()]));
  }
}
