package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.Keyword;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.TxnHistory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes transactions of raw operations whose values are lists of reads and writes. */
final class TxnConverter {

  private final RawHistory raw;
  private final boolean lists;
  private final TxnHistory.Builder builder = new TxnHistory.Builder();
  private final Set<List<Object>> written = new HashSet<>();

  private TxnConverter(RawHistory raw, boolean lists) {
    this.raw = raw;
    this.lists = lists;
  }

  static TxnHistory convert(RawHistory raw, boolean lists) throws MalformedHistoryException {
    return new TxnConverter(raw, lists).convert();
  }

  private TxnHistory convert() throws MalformedHistoryException {
    if (raw.format() == RawHistory.Format.TRANSACTION_TEXT) {
      collectWritten();
    }
    for (var op : raw.operations()) {
      boolean ok = op.end() == RawOperation.End.OK;
      boolean info = op.end() == RawOperation.End.INFO;
      builder.transaction(op.client(), ok, info, op.called(), op.returned(), op.line());
      Object value = ok ? op.result() : op.argument();
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
    return builder.build();
  }

  private void collectWritten() {
    for (var op : raw.operations()) {
      for (Object micro : (List<?>) op.argument()) {
        var triple = (List<?>) micro;
        if (name(triple.get(0)).equals("w")) {
          written.add(List.of(triple.get(1), triple.get(2)));
        }
      }
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
    } else if (value == Nil.NIL || initialInText(key, value)) {
      builder.readInitial(key);
    } else {
      builder.read(key, value);
    }
  }

  /** This format writes 0 for what nobody wrote. */
  private boolean initialInText(Object key, Object value) {
    return raw.format() == RawHistory.Format.TRANSACTION_TEXT
        && value.equals(0L)
        && !written.contains(List.of(key, value));
  }

  private void require(boolean condition, RawOperation op, String problem)
      throws MalformedHistoryException {
    if (!condition) {
      throw raw.malformed(op.line(), problem);
    }
  }

  static String name(Object f) {
    String text = f instanceof Keyword(String name) ? name : f.toString();
    return text.startsWith(":") ? text.substring(1) : text;
  }
}
