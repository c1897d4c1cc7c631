package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers under keys: the first operation tells whether they are used one at a time. */
final class MultiRegisterFollower implements Follower {

  private final RawHistory raw;
  private final Initial initial;
  private final Budget budget;
  private @Nullable Follower known;

  MultiRegisterFollower(RawHistory raw, Initial initial, Budget budget) {
    this.initial = initial;
    this.raw = raw;
    this.budget = budget;
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    var to = known;
    if (to == null) {
      to =
          TxnRegistersMeaning.fits(call)
              ? new ObjectFollower<>(
                  raw,
                  new TxnRegistersMeaning(),
                  Models.transactionalRegisters(initial.in(raw)),
                  budget)
              : new ObjectFollower<>(
                  raw,
                  new Meanings.Under<>(new Meanings.OfRegister(false)),
                  Models.keyed(Models.register(initial.in(raw))),
                  budget);
      known = to;
    }
    to.called(call);
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    if (known != null) {
      known.ended(operation);
    }
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
