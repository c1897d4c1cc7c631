package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads transactions as text: {@code r(key,value,session,transaction)} and {@code w(…)}, a line
 * each, the operations of a transaction together and the transactions of a session in order. A
 * transaction numbered -1 was aborted.
 *
 * <p>There are no times: only the order of each session is known, and all sessions are concurrent.
 */
final class TransactionTextReader {

  private final ByteSource in;
  private final List<RawOperation> transactions = new ArrayList<>();
  private final Map<Long, Integer> sessions = new LinkedHashMap<>();
  private final Map<Long, Long> finished = new HashMap<>();
  private List<Object> current = new ArrayList<>();
  private long session;
  private long transaction;
  private int firstLine;

  TransactionTextReader(ByteSource in) {
    this.in = in;
  }

  List<RawOperation> read() throws IOException, MalformedHistoryException {
    while (true) {
      int c = in.peek();
      while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        in.read();
        c = in.peek();
      }
      if (c == ByteSource.END) {
        break;
      }
      operation();
    }
    finish();
    return transactions;
  }

  private void operation() throws IOException, MalformedHistoryException {
    int line = in.line();
    int kind = in.read();
    if (kind != 'r' && kind != 'w') {
      throw in.malformed("an operation starts with r or w");
    }
    expect('(');
    long key = number(',');
    long value = number(',');
    long ofSession = number(',');
    long ofTransaction = number(')');
    boolean another = current.isEmpty() || ofSession != session || ofTransaction != transaction;
    if (another) {
      finish();
      session = ofSession;
      transaction = ofTransaction;
      firstLine = line;
      if (ofTransaction >= 0 && finished.put(ofTransaction, ofSession) != null) {
        throw new MalformedHistoryException(
            in.file(), line, "transaction " + ofTransaction + " comes twice");
      }
    }
    current.add(List.of(new Keyword(kind == 'r' ? "r" : "w"), key, value));
  }

  private void finish() {
    if (current.isEmpty()) {
      return;
    }
    int client = sessions.computeIfAbsent(session, _ -> sessions.size());
    boolean committed = transaction >= 0;
    // Each session is a sequence; all sessions overlap: positions follow the file, and no real-time
    // level is offered for this format.
    long position = 2L * transactions.size();
    transactions.add(
        new RawOperation(
            firstLine,
            in.line(),
            client,
            "txn",
            Nil.NIL,
            current,
            current,
            committed ? RawOperation.End.OK : RawOperation.End.FAIL,
            position,
            position + 1));
    current = new ArrayList<>();
  }

  private void expect(int c) throws IOException, MalformedHistoryException {
    if (in.read() != c) {
      throw in.malformed("expected '" + (char) c + "'");
    }
  }

  private long number(int end) throws IOException, MalformedHistoryException {
    while (in.peek() == ' ') {
      in.read();
    }
    boolean negative = in.peek() == '-';
    if (negative) {
      in.read();
    }
    long value = 0;
    int digits = 0;
    for (int c = in.peek(); c >= '0' && c <= '9'; c = in.peek()) {
      value = value * 10 + in.read() - '0';
      digits++;
    }
    if (digits == 0 || digits > 18) {
      throw in.malformed("expected a number");
    }
    while (in.peek() == ' ') {
      in.read();
    }
    expect(end);
    return negative ? -value : value;
  }
}
