package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.OnlineLinearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;

/** Linearizability of one object. */
final class ObjectFollower<S, I> implements Follower {

  private final RawHistory raw;
  private final Converter.Meaning<I> meaning;
  private final OnlineLinearizability<S, I, Object> online;

  ObjectFollower(
      RawHistory raw, Converter.Meaning<I> meaning, Spec<S, I, Object> spec, Budget budget) {
    this.raw = raw;
    this.meaning = meaning;
    this.online = new OnlineLinearizability<>(spec, budget);
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    online.called(call.client(), meaning.input(raw, call));
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    online.ended(operation.client(), Converter.outcome(raw, operation, meaning));
  }

  @Override
  public boolean isDecided() {
    return online.isDecided();
  }

  @Override
  public Verdict verdict() {
    return online.verdict();
  }
}
