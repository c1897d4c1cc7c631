package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.OnlineLinearizability;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.HashMap;
import java.util.Map;

/** Linearizability of one object. */
final class ObjectFollower<S, I> implements Follower {

  private final RawHistory raw;
  private final Converter.Meaning<I> meaning;
  private final OnlineLinearizability<S, I, Object> online;

  /** Inputs of open operations by client. */
  private final Map<Integer, I> called = new HashMap<>();

  ObjectFollower(
      RawHistory raw, Converter.Meaning<I> meaning, Spec<S, I, Object> spec, Budget budget) {
    this.raw = raw;
    this.meaning = meaning;
    this.online = new OnlineLinearizability<>(spec, budget);
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    I input = meaning.input(raw, call);
    called.put(call.client(), input);
    online.called(call.client(), input);
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    I input = meaning.input(raw, operation);
    if (!input.equals(called.remove(operation.client()))) {
      throw raw.malformed(
          operation.endLine(),
          "the completion names another value than the call in line "
              + operation.line()
              + ": that can be checked only when the log is whole");
    }
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
