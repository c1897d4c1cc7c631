package dev.faultline.check.txn;

import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    return minimize(history, new BitSet());
  }

  /**
   * Makes it small.
   *
   * @param core transactions to begin with, if they alone are invalid; none if nothing is known
   */
  TxnHistory minimize(TxnHistory history, BitSet core) {
    boolean[] demoted = new boolean[history.size];
    boolean[] deleted = new boolean[history.kind.length];
    if (!core.isEmpty()) {
      for (int t = 0; t < history.size; t++) {
        demoted[t] = !core.get(t);
      }
      if (!invalid.test(history.weakened(demoted, deleted))) {
        demoted = new boolean[history.size];
      }
    }
    shrink(history, demoted, committed(history, demoted), demoted, deleted);
    shrink(history, deleted, reads(history, demoted), demoted, deleted);
    return history.weakened(demoted, deleted);
  }

  /** What is left to be demoted: the latest first, so that what came after all is gone at once. */
  private static int[] committed(TxnHistory history, boolean[] demoted) {
    return IntStream.iterate(history.size - 1, t -> t >= 0, t -> t - 1)
        .filter(t -> !demoted[t] && history.status[t] == TxnHistory.Status.COMMITTED)
        .toArray();
  }

  private static int[] reads(TxnHistory history, boolean[] demoted) {
    return IntStream.range(0, history.kind.length)
        .filter(o -> history.kind[o] > TxnHistory.WRITE && !demoted[history.transactionOf(o)])
        .toArray();
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

  private void shrink(
      TxnHistory history, boolean[] what, int[] which, boolean[] demoted, boolean[] deleted) {
    for (int chunk = Math.max(1, which.length / 2); ; chunk /= 2) {
      for (int from = 0; from < which.length && !meter.stopped(); from += chunk) {
        var before = what.clone();
        boolean changes = false;
        for (int i = from; i < Math.min(which.length, from + chunk); i++) {
          changes |= !what[which[i]];
          what[which[i]] = true;
        }
        if (changes && !invalid.test(history.weakened(demoted, deleted))) {
          System.arraycopy(before, 0, what, 0, what.length);
        }
      }
      if (chunk == 1 || meter.stopped()) {
        return;
      }
    }
  }
}
