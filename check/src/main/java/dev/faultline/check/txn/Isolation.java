package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import java.util.List;

/** Checks the isolation of transactions. Thread-safe. */
public final class Isolation {

  private Isolation() {}

  /**
   * Checks a history of list-append or of register transactions.
   *
   * <p>Aborted transactions take no effect; an indeterminate transaction takes effect if another
   * transaction saw its writes.
   */
  public static Verdict check(TxnHistory history, TxnLevel level, Budget budget) {
    boolean nothing = true;
    boolean registers = false;
    for (int t = 0; t < history.size; t++) {
      nothing &= history.status[t] != TxnHistory.Status.COMMITTED;
    }
    for (byte kind : history.kind) {
      registers |= kind == TxnHistory.WRITE || kind == TxnHistory.READ;
    }
    if (nothing) {
      return new Verdict.Unknown(
          "no transaction committed", List.of(), new Statistics(history.size, 0, 0, "none"));
    }
    return registers
        ? new RegisterIsolation(history, budget).check(level)
        : new ListIsolation(history, level, budget).check();
  }

  /** All anomalies of a list-append history at a level, one for each name. */
  public static List<Anomaly> classify(TxnHistory history, TxnLevel level) {
    return new ListIsolation(history, level, Budget.DEFAULT).anomalies();
  }

  /** Whether a level is decided without search, in nearly linear time or a low polynomial. */
  public static boolean decidesWithoutSearch(TxnLevel level, boolean lists) {
    return level.compareTo(TxnLevel.CAUSAL) <= 0 && (lists || level != TxnLevel.CURSOR_STABILITY);
  }

  /** Whether a level depends on when transactions were called and returned. */
  public static boolean needsRealTime(TxnLevel level) {
    return level.realTime();
  }
}
