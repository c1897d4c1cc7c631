package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the models that are known when the first operation is: append lists, which have keys or
 * not, and banks, whose first read gives the balances.
 */
final class LateFollower implements Follower {

  private final RawHistory raw;
  private final Budget budget;
  private final boolean bank;
  private @Nullable RawOperation first;
  private @Nullable Follower known;

  LateFollower(RawHistory raw, boolean bank, Budget budget) {
    this.raw = raw;
    this.bank = bank;
    this.budget = budget;
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    if (known == null && !bank) {
      known = list(call.key() != Nil.NIL);
    }
    if (known != null) {
      known.called(call);
    } else if (first == null) {
      first = call;
    } else {
      throw notAlone(first);
    }
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    if (known == null) {
      if (!operation.f().equals("read") || operation.end() != RawOperation.End.OK) {
        throw notAlone(operation);
      }
      var balances = Meanings.OfBank.balances(raw, operation);
      known = new ObjectFollower<>(raw, new Meanings.OfBank(), Models.bank(balances), budget);
      known.called(operation);
    }
    known.ended(operation);
  }

  private Follower list(boolean keyed) {
    return keyed
        ? new ObjectFollower<>(
            raw,
            new Meanings.Under<>(new Meanings.OfList()),
            Models.keyed(Models.appendList()),
            budget)
        : new ObjectFollower<>(raw, new Meanings.OfList(), Models.appendList(), budget);
  }

  private MalformedHistoryException notAlone(RawOperation operation) {
    return raw.malformed(
        operation.line(),
        "a bank's history must start with a read alone: it gives the first balances");
  }

  @Override
  public boolean isDecided() {
    return known != null && known.isDecided();
  }

  @Override
  public Verdict verdict() {
    return known != null
        ? known.verdict()
        : new Verdict.Unknown(
            "no operation has returned", List.of(), new Statistics(0, 0, 0, "none"));
  }
}
