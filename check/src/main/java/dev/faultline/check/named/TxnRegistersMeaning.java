package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegistersTxn;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.ArrayList;
import java.util.List;

/**
 * Knossos's multi-register: {@code [[:write :x 1] [:read :y nil]]}, with values that may repeat.
 */
record TxnRegistersMeaning() implements Converter.Meaning<RegistersTxn> {

  /** Whether an operation is such a transaction, and not one on one register. */
  static boolean fits(RawOperation op) {
    return op.key() == Nil.NIL
        && op.argument() instanceof List<?> micros
        && micros.stream().allMatch(micro -> micro instanceof List<?> triple && triple.size() == 3)
        && (op.f().equals("txn") || !micros.isEmpty());
  }

  @Override
  public RegistersTxn input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    var accesses = new ArrayList<RegistersTxn.Access>();
    for (var triple : triples(raw, op, op.argument(), op.line())) {
      accesses.add(
          isRead(raw, op, triple)
              ? new RegistersTxn.Access.Read(triple.get(1))
              : new RegistersTxn.Access.Write(triple.get(1), triple.get(2)));
    }
    return new RegistersTxn(accesses);
  }

  @Override
  public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    var called = triples(raw, op, op.argument(), op.line());
    var ended = triples(raw, op, op.result(), op.endLine());
    boolean same = called.size() == ended.size();
    var seen = new ArrayList<Object>();
    for (int i = 0; same && i < called.size(); i++) {
      boolean read = isRead(raw, op, called.get(i));
      same =
          read == isRead(raw, op, ended.get(i))
              && called.get(i).get(1).equals(ended.get(i).get(1))
              && (read || called.get(i).get(2).equals(ended.get(i).get(2)));
      if (read) {
        seen.add(ended.get(i).get(2));
      }
    }
    if (!same) {
      throw raw.malformed(
          op.endLine(),
          "the transaction ends with other reads or writes than it was called with in line "
              + op.line());
    }
    return seen;
  }

  private static List<List<?>> triples(RawHistory raw, RawOperation op, Object value, int line)
      throws MalformedHistoryException {
    var triples = new ArrayList<List<?>>();
    if (!(value instanceof List<?> micros)) {
      throw raw.malformed(line, "a transaction must be a list of reads and writes, not " + value);
    }
    for (Object micro : micros) {
      if (!(micro instanceof List<?> triple) || triple.size() != 3) {
        throw raw.malformed(line, "expected [f key value], not " + micro);
      }
      triples.add(triple);
    }
    return triples;
  }

  private static boolean isRead(RawHistory raw, RawOperation op, List<?> triple)
      throws MalformedHistoryException {
    return switch (TxnConverter.name(triple.getFirst())) {
      case "r", "read" -> true;
      case "w", "write" -> false;
      case String other ->
          throw raw.malformed(op.line(), "expected read or write in a transaction, not " + other);
    };
  }
}
