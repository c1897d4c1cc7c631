package dev.faultline.check.named;

import dev.faultline.check.Verdict;
import dev.faultline.check.model.KeyValues;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the values in a key-value log tell of the store: whether a key that nobody wrote is read as
 * nil or as "", and that nobody appends to what is no string.
 */
final class KeyValueTerms {

  private static final String EMPTY = "";

  private final RawHistory raw;
  private final boolean told;
  private final Map<Object, RawOperation> appended = new HashMap<>();
  private final Map<Object, RawOperation> putOther = new HashMap<>();
  private boolean gotNil;
  private boolean gotEmpty;
  private boolean putNil;
  private boolean putEmpty;
  private @Nullable RawOperation first;

  private KeyValueTerms(RawHistory raw, Initial initial) {
    this.raw = raw;
    this.told = initial.text() != null;
  }

  /** What a key holds at first; as it was told, and else as the history shows. */
  static Object absent(RawHistory raw, Initial initial) throws MalformedHistoryException {
    var terms = new KeyValueTerms(raw, initial);
    for (var op : raw.operations()) {
      terms.note(op);
    }
    return terms.told ? initial.in(raw) : terms.absent();
  }

  private Object absent() throws MalformedHistoryException {
    if (gotNil && !putNil) {
      return Nil.NIL;
    }
    if (gotEmpty && !putEmpty) {
      return EMPTY;
    }
    if ((gotNil || gotEmpty) && putNil && putEmpty) {
      throw unclear();
    }
    return gotNil ? Nil.NIL : EMPTY;
  }

  private MalformedHistoryException unclear() {
    return raw.malformed(
        first == null ? 1 : first.endLine(),
        "nil and \"\" are both values here: say with --initial which of them a key holds that was"
            + " never written");
  }

  /** A log of which the end is not known: what nobody wrote is either of both until one is seen. */
  static Follower following(RawHistory raw, Initial initial, KeyValueFollower begin)
      throws MalformedHistoryException {
    var terms = new KeyValueTerms(raw, initial);
    var each = begin.of(terms.told ? initial.in(raw) : KeyValues.UNWRITTEN);
    return new Follower() {
      @Override
      public void called(RawOperation call) throws MalformedHistoryException {
        terms.noteAlone(call);
        each.called(call);
      }

      @Override
      public void ended(RawOperation operation) throws MalformedHistoryException {
        terms.noteAlone(operation);
        each.ended(operation);
      }

      @Override
      public boolean isDecided() {
        return each.isDecided();
      }

      @Override
      public Verdict verdict() {
        return each.verdict();
      }
    };
  }

  /** Makes what checks a log whose keys hold a value at first. */
  interface KeyValueFollower {
    Follower of(Object absent);
  }

  private void noteAlone(RawOperation op) throws MalformedHistoryException {
    note(op);
    if (!told && (gotNil || putNil) && (gotEmpty || putEmpty)) {
      throw unclear();
    }
  }

  private void note(RawOperation op) throws MalformedHistoryException {
    boolean get = Meanings.OfKeyValue.isGet(op);
    boolean ok = op.end() == RawOperation.End.OK;
    Object value = get ? op.result() : Completions.subject(raw, op);
    if (get ? !ok : op.end() == RawOperation.End.FAIL) {
      return;
    }
    boolean nil = value == Nil.NIL;
    boolean empty = value.equals(EMPTY);
    gotNil |= get && nil;
    gotEmpty |= get && empty;
    putNil |= !get && nil;
    putEmpty |= !get && empty;
    first = first == null && (nil || empty) ? op : first;
    if (op.f().equals("append")) {
      appended.putIfAbsent(op.key(), op);
    } else if (!get && !nil && !(value instanceof String)) {
      putOther.putIfAbsent(op.key(), op);
    }
    var append = appended.get(op.key());
    var put = putOther.get(op.key());
    if (append != null && put != null) {
      throw raw.malformed(
          append.line(),
          "append adds to a string, but under this key "
              + put.f()
              + " of line "
              + put.line()
              + " writes "
              + put.argument());
    }
  }
}
