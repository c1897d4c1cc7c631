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
import java.util.OptionalLong;

/** Accounts that exchange money; none may go below zero. */
record Bank(Map<Object, Long> initial) implements Spec<Map<Object, Long>, BankOp, Object> {

  Bank {
    initial = Map.copyOf(initial);
  }

  @Override
  public Step<Map<Object, Long>> step(
      Map<Object, Long> state, BankOp input, Outcome<Object> outcome) {
    return switch (input) {
      case BankOp.ReadAll() -> Answers.expect(outcome, state, state);
      case BankOp.Transfer(var from, var to, var amount) -> {
        boolean enough = state.getOrDefault(from, 0L) >= amount;
        yield Answers.expect(outcome, enough, enough ? moved(state, from, to, amount) : state);
      }
    };
  }

  private static Map<Object, Long> moved(
      Map<Object, Long> state, Object from, Object to, long amount) {
    var after = new HashMap<>(state);
    after.merge(from, -amount, Long::sum);
    after.merge(to, amount, Long::sum);
    return Map.copyOf(after);
  }

  @Override
  public String directly() {
    return "sets of transfers between reads";
  }

  @Override
  public Optional<Direct<BankOp, Object>> direct(List<Operation<BankOp, Object>> part) {
    return BankPart.of(part, initial, OptionalLong.empty()).flatMap(BankCuts::decide);
  }

  @Override
  public boolean readOnly(BankOp input, Outcome<Object> outcome) {
    return switch (input) {
      case BankOp.ReadAll() -> true;
      case BankOp.Transfer _ -> outcome instanceof Outcome.Ok<Object>(var did) && did.equals(false);
    };
  }
}
