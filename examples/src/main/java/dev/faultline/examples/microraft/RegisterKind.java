package dev.faultline.examples.microraft;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Outcome;
import dev.faultline.sim.workload.Kind;
import dev.faultline.sim.workload.Known;
import dev.faultline.sim.workload.Share;
import java.util.List;

/** Several registers, whose compare-and-set answers what was there before. */
record RegisterKind() implements Kind<RegisterOp, Long> {
  @Override
  public Spec<?, RegisterOp, Long> model() {
    return new RegisterSpec();
  }

  static Share<RegisterOp> read(double weight, List<String> keys) {
    return new Share<>(weight, known -> new RegisterOp.Read(any(known, keys)));
  }

  static Share<RegisterOp> write(double weight, List<String> keys) {
    return new Share<>(weight, known -> new RegisterOp.Write(any(known, keys), known.fresh()));
  }

  /** Expects what this client knows to have been there last. */
  static Share<RegisterOp> compareAndSet(double weight, List<String> keys) {
    return new Share<>(
        weight,
        known -> {
          String key = any(known, keys);
          long expected = known.noted(key) instanceof Long last ? last : RegisterOp.INITIAL;
          return new RegisterOp.CompareAndSet(key, expected, known.fresh());
        });
  }

  private static String any(Known known, List<String> keys) {
    return keys.get(known.random().nextInt(keys.size()));
  }

  @Override
  public void ended(Known known, RegisterOp input, Outcome<Long> outcome) {
    if (outcome instanceof Outcome.Ok<Long>(var value)) {
      boolean swapped =
          input instanceof RegisterOp.CompareAndSet(var _, var expected, var _)
              && expected == value;
      known.note(
          input.key(),
          swapped && input instanceof RegisterOp.CompareAndSet(var _, var _, var update)
              ? update
              : value);
    }
  }
}
