package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.txn.TxnHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Checks a file at all levels of a model. */
record EveryLevel(String model, UnaryOperator<NamedCheck> terms) implements BoundedWork<AllLevels> {

  EveryLevel {
    if (!NamedCheck.models().contains(model)) {
      throw new IllegalArgumentException(
          "unknown model " + model + "; there are " + String.join(", ", NamedCheck.models()));
    }
  }

  @Override
  public boolean isTransactional() {
    return model.equals("list-append") || model.equals("rw-register");
  }

  @Override
  public boolean ofLists() {
    return model.equals("list-append");
  }

  @Override
  public AllLevels transactions(RawHistory raw, TxnHistory history, Budget left) {
    return AllLevels.ofTransactions(raw, history, ofLists(), left);
  }

  @Override
  public AllLevels operations(RawHistory raw, Budget left) throws MalformedHistoryException {
    return AllLevels.check(model, raw, left, terms);
  }

  @Override
  public AllLevels unknown(int operations, Verdict.Unknown verdict) {
    var verdicts = new LinkedHashMap<String, Verdict>();
    // Names of three letters are other names of levels.
    for (String level : NamedCheck.levels(model)) {
      if (level.length() > 3) {
        verdicts.put(level, verdict);
      }
    }
    return new AllLevels(operations, null, verdicts, List.of(), List.of(), Map.of());
  }
}
