package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the operations of a history have the keys of their objects: nowhere, in {@code :key}, or in
 * a tuple {@code [key value]}, as Jepsen's independent tests have them.
 *
 * <p>A pair may also be a value. Operations that need no argument tell: who reads one object reads
 * {@code nil}, and who reads one of many {@code [key nil]}.
 */
enum Keys {
  NONE("no key"),
  FIELD("a :key"),
  TUPLE("a tuple [key value]");

  private static final Set<String> WITHOUT_ARGUMENT =
      Set.of(
          "read",
          "get",
          "dequeue",
          "take",
          "pop",
          "poll",
          "delete-min",
          "drain",
          "acquire",
          "release");

  private final String words;

  Keys(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /**
   * Finds out.
   *
   * @throws MalformedHistoryException if some operations have keys and others have not
   */
  static Keys of(RawHistory raw) throws MalformedHistoryException {
    RawOperation field = null;
    RawOperation noField = null;
    RawOperation telling = null;
    RawOperation noTuple = null;
    for (var op : raw.operations()) {
      if (op.key() != Nil.NIL) {
        field = field == null ? op : field;
      } else {
        noField = noField == null ? op : noField;
      }
      if (!isPair(op)) {
        noTuple = noTuple == null ? op : noTuple;
      } else if (tells(op)) {
        telling = telling == null ? op : telling;
      }
    }
    if (field != null) {
      require(raw, noField, "has no :key, unlike", field);
      return FIELD;
    }
    if (telling != null) {
      require(raw, noTuple, "has no [key value], unlike", telling);
      return TUPLE;
    }
    return NONE;
  }

  /** What one operation alone tells: that there are tuples, that there are none, or nothing. */
  static boolean tells(RawOperation op) {
    if (!(op.argument() instanceof List<?> pair) || pair.size() != 2) {
      return false;
    }
    Object value = pair.getLast();
    return op.f().equals("cas")
        ? value instanceof List<?> swap && swap.size() == 2
        : WITHOUT_ARGUMENT.contains(op.f());
  }

  /** Whether an operation alone shows that there are no tuples. */
  static boolean deniesTuples(RawOperation op) {
    return !isPair(op);
  }

  private static boolean isPair(RawOperation op) {
    boolean pair = op.argument() instanceof List<?> list && list.size() == 2;
    return pair && (!op.f().equals("cas") || tells(op));
  }

  private static void require(
      RawHistory raw, @Nullable RawOperation bad, String how, RawOperation other)
      throws MalformedHistoryException {
    if (bad != null) {
      throw raw.malformed(
          bad.line(), bad.f() + " " + how + " " + other.f() + " in line " + other.line());
    }
  }

  /** The same operations with their keys in {@code :key}. */
  RawHistory inField(RawHistory raw) throws MalformedHistoryException {
    if (this != TUPLE) {
      return raw;
    }
    var operations = new ArrayList<RawOperation>(raw.operations().size());
    for (var op : raw.operations()) {
      operations.add(unwrapped(raw, op));
    }
    return raw.with(operations);
  }

  /** An operation with the key in {@code :key} that it has in a tuple. */
  static RawOperation unwrapped(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    if (op.key() != Nil.NIL) {
      return op;
    }
    if (!(op.argument() instanceof List<?> pair) || pair.size() != 2) {
      throw raw.malformed(op.line(), "needs :key, or a value [key value]");
    }
    Object key = pair.getFirst();
    Object result = op.result();
    if (op.result() instanceof List<?> told && told.size() == 2) {
      if (!told.getFirst().equals(key) && op.end() == RawOperation.End.OK) {
        throw raw.malformed(
            op.endLine(), "ends under key " + told.getFirst() + ", but was called under " + key);
      }
      result = told.getLast();
    }
    return new RawOperation(
        op.line(),
        op.endLine(),
        op.client(),
        op.f(),
        key,
        pair.getLast(),
        result,
        op.end(),
        op.called(),
        op.returned(),
        op.index(),
        op.endIndex());
  }
}
