package dev.faultline.check.txn;

import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes a small history of an invalid one.
 *
 * <p>Transactions are demoted to indeterminate, so that they count only if somebody saw them, and
 * reads are deleted, in chunks that shrink. A write is never deleted: without it a valid history
 * could look invalid, and then the evidence would prove nothing.
 */
final class TxnMinimizer {

  private final Meter meter;
  private final Predicate<TxnHistory> invalid;

  TxnMinimizer(Meter meter, Predicate<TxnHistory> invalid) {
    this.meter = meter;
    this.invalid = invalid;
  }

  TxnHistory minimize(TxnHistory history) {
    boolean[] demoted = new boolean[history.size];
    boolean[] deleted = new boolean[history.kind.length];
    shrink(history, demoted, demoted, deleted);
    shrink(history, deleted, demoted, deleted);
    return history.weakened(demoted, deleted);
  }

  /** The transactions that are left, in words. */
  static String words(TxnHistory small, List<Integer> involved) {
    return (involved.size() > 6 ? " (the first 6 of " + involved.size() + ")" : "")
        + ". "
        + involved.stream().limit(6).map(small::describe).collect(Collectors.joining(" | "));
  }

  static List<Integer> involved(TxnHistory small, boolean[] happened) {
    var involved = new ArrayList<Integer>();
    for (int t = 0; t < small.size; t++) {
      if (happened[t] && small.first[t] < small.first[t + 1]) {
        involved.add(t);
      }
    }
    return involved;
  }

  private void shrink(TxnHistory history, boolean[] what, boolean[] demoted, boolean[] deleted) {
    for (int chunk = Math.max(1, what.length / 2); ; chunk /= 2) {
      for (int from = 0; from < what.length && !meter.stopped(); from += chunk) {
        var before = what.clone();
        for (int i = from; i < Math.min(what.length, from + chunk); i++) {
          what[i] = true;
        }
        if (!invalid.test(history.weakened(demoted, deleted))) {
          System.arraycopy(before, 0, what, 0, what.length);
        }
      }
      if (chunk == 1 || meter.stopped()) {
        return;
      }
    }
  }
}
