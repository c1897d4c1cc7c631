package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/** Get, put and append, each key a part of its own. */
record KeyValueModel() implements Spec<KeyValues, KeyValueOp, Object> {

  @Override
  public KeyValues initial() {
    return KeyValues.EMPTY;
  }

  @Override
  public Step<KeyValues> step(KeyValues state, KeyValueOp input, Outcome<Object> outcome) {
    return switch (input) {
      case KeyValueOp.Get(var key) -> {
        String value = state.get(key);
        yield !(outcome instanceof Outcome.Ok<Object>(var seen)) || seen.equals(value)
            ? Step.to(state)
            : Step.impossible(
                "cannot read " + Shown.of(seen, value) + " from " + Shown.of(value, seen));
      }
      case KeyValueOp.Put(var key, var value) -> Step.to(state.with(key, value));
      case KeyValueOp.Append(var key, var value) ->
          Step.to(state.with(key, state.get(key) + value));
    };
  }

  @Override
  public Object partition(KeyValueOp input) {
    return input.key();
  }

  @Override
  public boolean readOnly(KeyValueOp input, Outcome<Object> outcome) {
    return input instanceof KeyValueOp.Get;
  }

  @Override
  public Lookahead<KeyValues> lookahead(List<Operation<KeyValueOp, Object>> part) {
    return new AppendLookahead(part);
  }

  @Override
  public Optional<Direct<KeyValueOp, Object>> direct(List<Operation<KeyValueOp, Object>> part) {
    return StringPieces.decide(part);
  }
}
