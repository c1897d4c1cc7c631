package dev.faultline.check.named;

import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Counters and balances are computed in 64 bits: numbers whose sums might not fit, in some order of
 * the operations, are refused.
 */
final class Sums {

  private static final double MOST = 1L << 62;

  private final RawHistory raw;
  private double changes;

  private Sums(RawHistory raw, Object atFirst) {
    this.raw = raw;
    this.changes = sum(atFirst);
  }

  /** What an object of the model holds at first, as far as it was told; only its numbers count. */
  static Object atFirst(String model, BankTerms terms, Object initial) {
    return model.equals("bank")
        ? List.of(List.copyOf(terms.balances().values()), terms.total().orElse(0))
        : initial;
  }

  static void requireThatTheyFit(RawHistory raw, Object atFirst) throws MalformedHistoryException {
    var sums = new Sums(raw, atFirst);
    for (var op : raw.operations()) {
      sums.note(op);
    }
  }

  /** The same for a log that is followed. */
  static Follower following(RawHistory raw, Object atFirst, Follower each) {
    var sums = new Sums(raw, atFirst);
    return new Follower() {
      @Override
      public void called(RawOperation call) throws MalformedHistoryException {
        if (!isRead(call)) {
          sums.note(call);
        }
        each.called(call);
      }

      @Override
      public void ended(RawOperation operation) throws MalformedHistoryException {
        if (isRead(operation)) {
          sums.note(operation);
        }
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

  private static boolean isRead(RawOperation op) {
    return op.f().equals("read") || op.f().equals("get");
  }

  private void note(RawOperation op) throws MalformedHistoryException {
    boolean read = isRead(op);
    double sum = sum(read ? op.result() : op.argument());
    changes += read ? 0 : sum;
    if (changes + (read ? sum : 0) >= MOST) {
      throw raw.malformed(
          read ? op.endLine() : op.line(),
          op.f() + " " + (read ? op.result() : op.argument()) + ": sums may not fit into 64 bits");
    }
  }

  /** Of the sizes of all numbers in a value. */
  private static double sum(Object value) {
    return switch (value) {
      case Long number -> Math.abs((double) number);
      case List<?> values -> sumOfAll(values);
      case Map<?, ?> map -> sumOfAll(map.values());
      default -> 0;
    };
  }

  private static double sumOfAll(Collection<?> values) {
    double sum = 0;
    for (Object value : values) {
      sum += sum(value);
    }
    return sum;
  }
}
