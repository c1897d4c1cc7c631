package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Isolation of register histories, where reads name their writers but nobody knows the order of
 * writes. Read committed, read atomic and causal are decided by saturation. From prefix consistency
 * on the question is NP-complete (Papadimitriou, JACM 1979; Biswas and Enea), and a search for an
 * order of the writes answers it under a budget.
 */
final class RegisterIsolation {

  private final TxnHistory history;
  private final Budget budget;
  private final RegisterVersions versions;

  RegisterIsolation(TxnHistory history, Budget budget) {
    this.history = history;
    this.budget = budget;
    this.versions = new RegisterVersions(history);
  }

  Verdict check(TxnLevel level) {
    return switch (level) {
      case READ_UNCOMMITTED,
          ADYA_READ_COMMITTED,
          READ_COMMITTED,
          MONOTONIC_ATOMIC_VIEW,
          READ_ATOMIC,
          CAUSAL ->
          saturate(level);
      case CURSOR_STABILITY -> cursors();
      case PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          PREFIX,
          STRONG_SESSION_PREFIX,
          SNAPSHOT_ISOLATION,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION,
          REPEATABLE_READ,
          SERIALIZABLE,
          STRONG_SESSION_SERIALIZABLE,
          STRICT_SERIALIZABLE ->
          order(level);
    };
  }

  private Statistics statistics(long visited, String algorithm) {
    return new Statistics(history.size, 1, visited, algorithm);
  }

  private Verdict saturate(TxnLevel level) {
    var found = certain(level);
    var graph = new CommitOrder(versions).build(level);
    if (ListIsolation.any(graph.components(~0))) {
      found.add(shortest(level));
    }
    var stats = statistics(0, "saturation");
    return found.isEmpty()
        ? new Verdict.Valid(new Witness.Commits(commits(graph)), stats)
        : new Verdict.Invalid(new Evidence.Forbidden(found), stats);
  }

  private List<Integer> commits(Graph graph) {
    var order = new ArrayList<Integer>();
    for (int node : graph.topological(~0)) {
      if (node < history.size && versions.happened[node]) {
        order.add(node);
      }
    }
    return order;
  }

  /** A cycle of the weakest level that has one: the fewer steps are to be believed. */
  private Anomaly shortest(TxnLevel level) {
    if (level == TxnLevel.READ_ATOMIC || level == TxnLevel.CAUSAL) {
      var weaker = level == TxnLevel.CAUSAL ? TxnLevel.READ_ATOMIC : TxnLevel.READ_COMMITTED;
      if (ListIsolation.any(new CommitOrder(versions).build(weaker).components(~0))) {
        return shortest(weaker);
      }
    }
    var explained = CommitOrder.explained(versions);
    var graph = explained.build(level);
    var anomaly =
        new Cycles(
                new RegisterSteps(versions, explained),
                graph,
                (_, e) -> graph.kind[e],
                t -> t < history.size ? t : -1)
            .inComponents(graph.components(~0), ~0)
            .anomaly();
    return anomaly.steps().contains("ww")
        ? new Anomaly(
            violationOf(level),
            anomaly.transactions(),
            anomaly.explanation(),
            anomaly.steps(),
            anomaly.reasons())
        : anomaly;
  }

  /** What a cycle of the least commit order shows. */
  static String violationOf(TxnLevel level) {
    return switch (level) {
      case READ_COMMITTED, MONOTONIC_ATOMIC_VIEW -> "non-monotonic read";
      case READ_ATOMIC -> "fractured read";
      default -> "causality violation";
    };
  }

  /** What single reads show, whatever the order of writes. */
  private List<Anomaly> certain(TxnLevel level) {
    var found = new ArrayList<>(versions.garbage);
    if (level != TxnLevel.READ_UNCOMMITTED) {
      found.addAll(versions.dirty);
    }
    found.addAll(versions.own);
    if (TxnLevel.READ_ATOMIC.compareTo(level) <= 0) {
      found.addAll(versions.internal);
    }
    return found;
  }

  private Verdict cursors() {
    var weaker = saturate(TxnLevel.ADYA_READ_COMMITTED);
    if (weaker.isInvalid()) {
      return weaker;
    }
    var meter = new Meter(budget);
    var cursors = new RegisterCursors(versions, meter);
    var stats = statistics(meter.visited(), "order of updates by saturation and search");
    var certain = cursors.certain();
    if (certain.isPresent()) {
      return new Verdict.Invalid(new Evidence.Forbidden(List.of(certain.get())), stats);
    }
    return switch (cursors.solve()) {
      case POSSIBLE -> new Verdict.Valid(new Witness.Commits(cursors.order()), stats);
      case UNDECIDED ->
          new Verdict.Unknown(
              meter.reason(), List.of(TxnLevel.CURSOR_STABILITY.lowerCaseName()), stats);
      case IMPOSSIBLE ->
          new Verdict.Invalid(
              new Evidence.Forbidden(
                  List.of(
                      new RegisterEvidence(budget, budget.search(), TxnLevel.CURSOR_STABILITY)
                          .of(history, Optional.empty()))),
              stats);
    };
  }

  /** What has one order of commits has parallel snapshots too, and is found much sooner. */
  private Optional<Verdict> underOneOrderOfCommits(TxnLevel level) {
    var stronger =
        level.sessions() ? TxnLevel.STRONG_SESSION_SNAPSHOT_ISOLATION : TxnLevel.SNAPSHOT_ISOLATION;
    var meter = new Meter(budget.withSearch(budget.search().dividedBy(2)));
    var orders = new RegisterOrders(versions, stronger, meter);
    if (orders.solve() != OrderSolver.Ending.POSSIBLE) {
      return Optional.empty();
    }
    return Optional.of(
        new Verdict.Valid(
            new Witness.Moments(orders.moments()),
            statistics(meter.visited(), "order of writes of snapshot isolation")));
  }

  private Verdict order(TxnLevel level) {
    var found = certain(level);
    if (!found.isEmpty()) {
      return new Verdict.Invalid(new Evidence.Forbidden(found), statistics(0, "reads alone"));
    }
    var whole = new Meter(budget);
    if (level.parallel()) {
      var stronger = underOneOrderOfCommits(level);
      if (stronger.isPresent()) {
        return stronger.get();
      }
    }
    var meter = new Meter(budget);
    var orders = new RegisterOrders(versions, level, meter);
    var ending = orders.solve();
    var stats = statistics(meter.visited(), "order of writes by saturation and search");
    boolean serial = level.serial();
    return switch (ending) {
      case POSSIBLE ->
          new Verdict.Valid(
              level.parallel()
                  ? new Witness.Established("no cycle has less than two anti-dependencies")
                  : serial
                      ? new Witness.Serial(orders.order())
                      : new Witness.Moments(orders.moments()),
              stats);
      case UNDECIDED -> new Verdict.Unknown(meter.reason(), List.of(level.lowerCaseName()), stats);
      case IMPOSSIBLE ->
          new Verdict.Invalid(
              new Evidence.Forbidden(
                  List.of(
                      new RegisterEvidence(budget, whole.left(), level)
                          .of(history, orders.core()))),
              stats);
    };
  }
}
