package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import java.util.ArrayList;
import java.util.List;

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
    int[] component = graph.components(~0);
    if (ListIsolation.any(component)) {
      var cycles =
          new Cycles(history, graph, (_, e) -> graph.kind[e], t -> t < history.size ? t : -1);
      var anomaly = cycles.inComponents(component, ~0).anomaly();
      boolean derived = !anomaly.name().startsWith("G1c") || anomaly.transactions().size() == 1;
      found.add(
          derived || anomaly.explanation().contains("wrote before")
              ? named(level, anomaly)
              : anomaly);
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

  private Anomaly named(TxnLevel level, Anomaly anomaly) {
    return new Anomaly(
        violationOf(level), anomaly.transactions(), anomaly.explanation(), anomaly.steps());
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
                  List.of(new RegisterEvidence(budget, TxnLevel.CURSOR_STABILITY).of(history))),
              stats);
    };
  }

  private Verdict order(TxnLevel level) {
    var found = certain(level);
    if (!found.isEmpty()) {
      return new Verdict.Invalid(new Evidence.Forbidden(found), statistics(0, "reads alone"));
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
              new Evidence.Forbidden(List.of(new RegisterEvidence(budget, level).of(history))),
              stats);
    };
  }
}
