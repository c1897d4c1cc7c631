package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Get, put and append, each key a part of its own.
 *
 * @param absent the value of a key that was never written
 */
record KeyValueModel(Object absent) implements Spec<KeyValues, KeyValueOp, Object> {

  @Override
  public KeyValues initial() {
    return KeyValues.holding(absent);
  }

  @Override
  public Step<KeyValues> step(KeyValues state, KeyValueOp input, Outcome<Object> outcome) {
    return switch (input) {
      case KeyValueOp.Get(var key) -> {
        Object value = state.get(key);
        yield !(outcome instanceof Outcome.Ok<Object>(var seen)) || shows(seen, value)
            ? Step.to(state)
            : Step.impossible(
                "cannot read " + Shown.of(seen, value) + " from " + Shown.of(value, seen));
      }
      case KeyValueOp.Put(var key, var value) -> Step.to(state.with(key, value));
      case KeyValueOp.Append(var key, var value) -> appended(state, key, value);
    };
  }

  private static boolean shows(Object seen, Object value) {
    return seen.equals(value)
        || value == KeyValues.UNWRITTEN && (seen == Nil.NIL || seen.equals(""));
  }

  private static Step<KeyValues> appended(KeyValues state, String key, String value) {
    Object before = state.get(key);
    if (before instanceof String text) {
      return Step.to(state.with(key, text + value));
    }
    return before == Nil.NIL || before == KeyValues.UNWRITTEN
        ? Step.to(state.with(key, value))
        : Step.impossible("cannot append " + value + " to " + Shown.of(before, value));
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
    return new AppendLookahead(absent, part);
  }

  @Override
  public Optional<Direct<KeyValueOp, Object>> direct(List<Operation<KeyValueOp, Object>> part) {
    var texts = KeyValueTexts.of(absent, part);
    return texts == null ? Optional.empty() : StringPieces.decide(part, texts);
  }
}
