package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.ListAccess;
import dev.faultline.check.txn.OnlineIsolation;
import dev.faultline.check.txn.TxnLevel;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Isolation of list-append transactions. */
final class TransactionFollower implements Follower {

  private final RawHistory raw;
  private final OnlineIsolation online;

  TransactionFollower(RawHistory raw, TxnLevel level, Budget budget) {
    this.raw = raw;
    this.online = new OnlineIsolation(level, budget);
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    TxnConverter.requireNoKey(raw, call);
    try {
      online.called(call.client(), accesses(call, call.argument(), false));
    } catch (IllegalArgumentException e) {
      throw raw.malformed(call.line(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void ended(RawOperation operation) throws MalformedHistoryException {
    int client = operation.client();
    switch (operation.end()) {
      case OK -> {
        var told = accesses(operation, operation.result(), true);
        if (!appends(told).equals(appends(accesses(operation, operation.argument(), false)))) {
          throw raw.malformed(
              operation.endLine(),
              "the transaction ends with other appends than it was called with in line "
                  + operation.line());
        }
        online.ended(client, new Outcome.Ok<>(told));
      }
      case FAIL -> online.ended(client, new Outcome.Fail<>("fail"));
      case INFO -> online.ended(client, new Outcome.Indeterminate<>("info"));
    }
  }

  private static List<ListAccess> appends(List<ListAccess> accesses) {
    return accesses.stream().filter(access -> access instanceof ListAccess.Append).toList();
  }

  private List<ListAccess> accesses(RawOperation op, Object value, boolean ok)
      throws MalformedHistoryException {
    if (!(value instanceof List<?> micros)) {
      throw raw.malformed(op.line(), "a transaction must be a list of operations, not " + value);
    }
    var accesses = new ArrayList<ListAccess>();
    for (Object micro : micros) {
      if (!(micro instanceof List<?> triple) || triple.size() != 3) {
        throw raw.malformed(op.line(), "expected [f key value], not " + micro);
      }
      String f = TxnConverter.name(triple.get(0));
      Object third = triple.get(2);
      switch (f) {
        case "append" -> accesses.add(new ListAccess.Append(triple.get(1), third));
        case "r", "read" -> {
          if (ok && third != Nil.NIL && !(third instanceof List)) {
            throw raw.malformed(op.endLine(), "a read must answer a list: " + third);
          }
          boolean known = ok && third instanceof List;
          accesses.add(new ListAccess.Read(triple.get(1), known ? (List<?>) third : List.of()));
        }
        default ->
            throw raw.malformed(op.line(), "expected append or r in a list-append, not " + f);
      }
    }
    return accesses;
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
