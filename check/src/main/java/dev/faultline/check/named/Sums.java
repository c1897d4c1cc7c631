package dev.faultline.check.named;

import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Counters and balances are computed in 64 bits: numbers whose sums might not fit, in some order of
 * the operations, are refused.
 */
final class Sums {

  private static final double MOST = 1L << 62;

  private Sums() {}

  static void requireThatTheyFit(RawHistory raw) throws MalformedHistoryException {
    double changes = 0;
    for (var op : raw.operations()) {
      boolean read = op.f().equals("read") || op.f().equals("get");
      double sum = sum(read ? op.result() : op.argument());
      changes += read ? 0 : sum;
      if (changes + (read ? sum : 0) >= MOST) {
        throw raw.malformed(
            read ? op.endLine() : op.line(),
            op.f()
                + " "
                + (read ? op.result() : op.argument())
                + ": sums may not fit into 64 bits");
      }
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
