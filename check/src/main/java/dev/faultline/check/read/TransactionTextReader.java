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
  private final RawListener listener;
  private long transactions;
  private final Map<Long, Integer> sessions = new LinkedHashMap<>();
  private final Map<Long, Long> finished = new HashMap<>();
  private List<Object> current = new ArrayList<>();
  private long session;
  private long transaction;
  private int firstLine;
  private final StringBuilder digits = new StringBuilder();

  TransactionTextReader(ByteSource in, RawListener listener) {
    this.in = in;
    this.listener = listener;
  }

  void read() throws IOException, MalformedHistoryException {
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
  }

  private void operation() throws IOException, MalformedHistoryException {
    int line = in.line();
    int kind = in.read();
    if (kind != 'r' && kind != 'w') {
      throw kind >= 0x80 ? in.malformedByte(kind) : in.malformed("an operation starts with r or w");
    }
    expect('(');
    Object key = number(',');
    Object value = number(',');
    long ofSession = id(number(','));
    long ofTransaction = id(number(')'));
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

  private void finish() throws MalformedHistoryException {
    if (current.isEmpty()) {
      return;
    }
    int client = sessions.computeIfAbsent(session, _ -> sessions.size());
    boolean committed = transaction >= 0;
    // Each session is a sequence; all sessions overlap: positions follow the file, and no real-time
    // level is offered for this format.
    long position = 2 * transactions++;
    var operation =
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
            position + 1);
    listener.called(operation);
    listener.ended(operation);
    current = new ArrayList<>();
  }

  private void expect(int c) throws IOException, MalformedHistoryException {
    int found = in.read();
    if (found == ByteSource.END) {
      throw in.cutOff("an operation");
    }
    if (found != c) {
      throw found >= 0x80 ? in.malformedByte(found) : in.malformed("expected '" + (char) c + "'");
    }
  }

  private long id(Object number) throws MalformedHistoryException {
    if (number instanceof Long id) {
      return id;
    }
    throw in.malformed("a session or transaction must fit into 64 bits with a sign: " + number);
  }

  private Object number(int end) throws IOException, MalformedHistoryException {
    while (in.peek() == ' ') {
      in.read();
    }
    digits.setLength(0);
    if (in.peek() == '-') {
      digits.append((char) in.read());
    }
    for (int c = in.peek(); c >= '0' && c <= '9'; c = in.peek()) {
      digits.append((char) in.read());
    }
    while (in.peek() == ' ') {
      in.read();
    }
    int after = in.peek();
    if (after == ByteSource.END) {
      throw in.cutOff("an operation");
    }
    Long small = digits.isEmpty() ? null : Numbers.small(digits);
    Numbers.requireShort(in, digits);
    Object number =
        small != null ? small : digits.isEmpty() ? null : Numbers.edn(digits.toString());
    if (number == null) {
      throw after >= 0x80 ? in.malformedByte(after) : in.malformed("expected a number");
    }
    expect(end);
    return number;
  }
}
