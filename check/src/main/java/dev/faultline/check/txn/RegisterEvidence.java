package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.Solver;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Makes a small history of one whose transactions have no order, and names what it shows. */
final class RegisterEvidence {

  private final Meter meter;
  private final TxnLevel level;

  /**
   * With the time for reports, and what is left of that to search.
   *
   * @param left zero if nothing is left
   */
  RegisterEvidence(Budget budget, Duration left, TxnLevel level) {
    this.meter = Solver.reportMeter(budget.withReport(budget.report().plus(left)));
    this.level = level;
  }

  /**
   * The anomaly.
   *
   * @param core transactions that are thought to suffice; others are looked at only if they do not
   */
  Anomaly of(TxnHistory history, Optional<BitSet> core) {
    var small =
        new TxnMinimizer(meter, h -> hasNoOrder(h, level))
            .minimize(history, core.orElseGet(BitSet::new));
    var involved = TxnMinimizer.involved(small, new RegisterVersions(small).happened);
    return new Anomaly(
        name(small, involved.size()),
        involved,
        "no order of these transactions is "
            + level.lowerCaseName()
            + TxnMinimizer.words(small, involved));
  }

  private boolean hasNoOrder(TxnHistory history, TxnLevel at) {
    var versions = new RegisterVersions(history);
    if (at == TxnLevel.CURSOR_STABILITY) {
      var cursors = new RegisterCursors(versions, meter);
      return versions.garbage.isEmpty()
          && versions.own.isEmpty()
          && versions.dirty.isEmpty()
          && cursors.certain().isEmpty()
          && cursors.solve() == OrderSolver.Ending.IMPOSSIBLE;
    }
    return versions.garbage.isEmpty()
        && versions.own.isEmpty()
        && versions.dirty.isEmpty()
        && versions.internal.isEmpty()
        && new RegisterOrders(versions, at, meter).solve() == OrderSolver.Ending.IMPOSSIBLE;
  }

  /** By the weakest level that forbids it. */
  private String name(TxnHistory small, int transactions) {
    for (var weaker : List.of(TxnLevel.READ_COMMITTED, TxnLevel.READ_ATOMIC, TxnLevel.CAUSAL)) {
      if (ListIsolation.any(
          new CommitOrder(new RegisterVersions(small)).build(weaker).components(~0))) {
        return RegisterIsolation.violationOf(weaker);
      }
    }
    if (level == TxnLevel.CURSOR_STABILITY) {
      return "lost update"; // All that it forbids beyond circular reads.
    }
    if (level.parallel()) {
      return "lost update"; // All that it forbids beyond causality.
    }
    if (hasNoOrder(small, TxnLevel.PREFIX)) {
      return "long fork";
    }
    if (!level.conflictsForbidden()) {
      return "long fork-process";
    }
    if (hasNoOrder(small, TxnLevel.SNAPSHOT_ISOLATION)) {
      return "lost update";
    }
    if (hasNoOrder(small, TxnLevel.SERIALIZABLE)) {
      return transactions == 2 ? "write skew" : "G2-item";
    }
    return level.realTime() ? "stale order-realtime" : "stale order-process";
  }
}
