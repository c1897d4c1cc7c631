package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.core.history.History;

/** Checks a file at the level of a named check. */
record OneLevel(NamedCheck check) implements BoundedWork<NamedCheck.Result> {

  @Override
  public boolean isTransactional() {
    return check.isTransactional();
  }

  @Override
  public boolean ofLists() {
    return check.ofLists();
  }

  @Override
  public NamedCheck.Result transactions(RawHistory raw, TxnHistory history, Budget left)
      throws MalformedHistoryException {
    return check.transactions(raw, history, left);
  }

  @Override
  public NamedCheck.Result operations(RawHistory raw, Budget left)
      throws MalformedHistoryException {
    return check.check(raw, left);
  }

  @Override
  public NamedCheck.Result unknown(int operations, Verdict.Unknown verdict) {
    return new NamedCheck.Result(operations, History.empty(), null, verdict);
  }
}
