package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.Keyword;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.TxnHistory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes transactions of operations whose values are lists of reads and writes, as they are read: of
 * those that have ended only numbers are kept.
 */
final class TxnConverter implements RawListener {

  /** A transaction that is open. */
  private record Open(int transaction, RawOperation call) {}

  private final RawHistory raw;
  private final boolean lists;
  private final TxnHistory.Builder builder = new TxnHistory.Builder();
  private final Map<Integer, Open> open = new HashMap<>();

  TxnConverter(RawHistory raw, boolean lists) {
    this.raw = raw;
    this.lists = lists;
  }

  static TxnHistory convert(RawHistory raw, boolean lists) throws MalformedHistoryException {
    var converter = new TxnConverter(raw, lists);
    for (var op : raw.operations()) {
      converter.called(op);
      if (op.end() != RawOperation.End.INFO) {
        converter.ended(op);
      }
    }
    return converter.finish();
  }

  /** How much memory the transactions so far take, in bytes. */
  long bytes() {
    return builder.bytes();
  }

  int transactions() {
    return builder.transactions();
  }

  @Override
  public void called(RawOperation call) throws MalformedHistoryException {
    requireNoKey(raw, call);
    int transaction = builder.call(call.client(), call.called(), call.line());
    if (call.index() != RawOperation.NO_INDEX) {
      builder.index(transaction, call.index());
    }
    var before = open.put(call.client(), new Open(transaction, call));
    if (before != null) {
      leftOpen(before);
    }
  }

  static void requireNoKey(RawHistory raw, RawOperation call) throws MalformedHistoryException {
    if (call.key() != Nil.NIL) {
      throw raw.malformed(
          call.line(),
          "transactions name their keys themselves, so it is unclear what :key "
              + call.key()
              + " means");
    }
  }

  @Override
  public void ended(RawOperation op) throws MalformedHistoryException {
    var call = open.remove(op.client());
    if (call == null) {
      throw new IllegalStateException("an end without a call in line " + op.endLine());
    }
    boolean ok = op.end() == RawOperation.End.OK;
    boolean info = op.end() == RawOperation.End.INFO;
    if (ok && op.argument() instanceof List<?> called && op.result() instanceof List<?> told) {
      requireSame(op, called, told);
    }
    builder.end(call.transaction(), ok, info, op.returned());
    add(op, ok ? op.result() : op.argument(), ok);
  }

  /** What was called is what ended, but for what was read, and for writes without a value. */
  private void requireSame(RawOperation op, List<?> called, List<?> told)
      throws MalformedHistoryException {
    boolean same = called.size() == told.size();
    for (int i = 0; same && i < called.size(); i++) {
      same =
          !(called.get(i) instanceof List<?> before && told.get(i) instanceof List<?> after)
              || isSame(before, after);
    }
    require(
        same,
        op.endLine(),
        "the transaction ends with other operations than it was called with in line " + op.line());
  }

  private static boolean isSame(List<?> called, List<?> told) {
    if (called.size() < 2 || told.size() < 2 || !called.get(1).equals(told.get(1))) {
      return called.size() < 2 || told.size() < 2; // Those are refused for what they are.
    }
    String f = name(called.getFirst());
    boolean read = f.equals("r") || f.equals("read");
    Object before = called.size() < 3 ? Nil.NIL : called.get(2);
    Object after = told.size() < 3 ? Nil.NIL : told.get(2);
    return f.equals(name(told.getFirst())) && (read || before == Nil.NIL || before.equals(after));
  }

  private void leftOpen(Open left) throws MalformedHistoryException {
    builder.end(left.transaction(), false, true, left.call().returned());
    add(left.call(), left.call().argument(), false);
  }

  TxnHistory finish() throws MalformedHistoryException {
    for (var left : List.copyOf(open.values())) {
      leftOpen(left);
    }
    open.clear();
    return builder.build();
  }

  private void add(RawOperation op, Object value, boolean ok) throws MalformedHistoryException {
    if (!(value instanceof List<?> micros)) {
      throw raw.malformed(op.line(), "a transaction must be a list of operations, not " + value);
    }
    for (Object micro : micros) {
      if (!(micro instanceof List<?> triple) || triple.size() != 3) {
        throw raw.malformed(op.line(), "expected [f key value], not " + micro);
      }
      add(op, name(triple.get(0)), triple.get(1), triple.get(2), ok);
    }
  }

  private void add(RawOperation op, String f, Object key, Object value, boolean ok)
      throws MalformedHistoryException {
    int before = -1;
    switch (f) {
      case "append" -> {
        require(lists, op, "append needs the model list-append");
        before = builder.append(key, value);
      }
      case "w", "write" -> {
        require(!lists, op, "a write needs the model rw-register");
        before = builder.write(key, value);
      }
      case "r", "read" -> {
        if (ok) {
          read(op, key, value);
        }
      }
      default -> throw raw.malformed(op.line(), "unknown operation " + f + " in a transaction");
    }
    if (before >= 0) {
      throw raw.malformed(
          op.line(),
          "value "
              + value
              + " of key "
              + key
              + " was written in line "
              + before
              + " too; the model needs unique ones");
    }
  }

  private void read(RawOperation op, Object key, Object value) throws MalformedHistoryException {
    if (lists) {
      require(value == Nil.NIL || value instanceof List, op, "a read must answer a list: " + value);
      builder.readList(key, value instanceof List<?> list ? list : List.of());
    } else if (value == Nil.NIL) {
      builder.readInitial(key);
    } else if (raw.format() == RawHistory.Format.TRANSACTION_TEXT && value.equals(0L)) {
      builder.readInitialUnlessWritten(key, value); // This format has 0 for what nobody wrote.
    } else {
      builder.read(key, value);
    }
  }

  private void require(boolean condition, RawOperation op, String problem)
      throws MalformedHistoryException {
    require(condition, op.line(), problem);
  }

  private void require(boolean condition, int line, String problem)
      throws MalformedHistoryException {
    if (!condition) {
      throw raw.malformed(line, problem);
    }
  }

  static String name(Object f) {
    String text = f instanceof Keyword(String name) ? name : f.toString();
    return text.startsWith(":") ? text.substring(1) : text;
  }
}
