package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.SequentialSearch;
import dev.faultline.check.engine.Solver;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Isolation of register histories, where reads name their writers but nobody knows the order of
 * writes. Read committed, read atomic and causal are decided by saturation. From prefix consistency
 * on the question is NP-complete (Papadimitriou, JACM 1979; Biswas and Enea), and a search answers
 * it under a budget.
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

  /**
   * Checks a level.
   *
   * @throws IllegalArgumentException if the level is not offered for registers
   */
  Verdict check(TxnLevel level) {
    return switch (level) {
      case READ_COMMITTED, READ_ATOMIC, CAUSAL -> saturate(level);
      case PREFIX, SNAPSHOT_ISOLATION, SERIALIZABLE -> searchWithoutSessions(level);
      case STRONG_SESSION_PREFIX, STRONG_SESSION_SNAPSHOT_ISOLATION, STRONG_SESSION_SERIALIZABLE ->
          search(level, true);
      case STRICT_SERIALIZABLE, STRONG_SNAPSHOT_ISOLATION -> searchInRealTime(level);
      case READ_UNCOMMITTED,
          PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION ->
          throw new IllegalArgumentException(
              level.lowerCaseName()
                  + " is not offered for register transactions, only for list-append: it needs the"
                  + " order of writes");
    };
  }

  private Statistics statistics(long visited, String algorithm) {
    return new Statistics(history.size, 1, visited, algorithm);
  }

  private Verdict saturate(TxnLevel level) {
    var found = new ArrayList<>(versions.dirty);
    if (level != TxnLevel.READ_COMMITTED) {
      found.addAll(versions.internal);
    }
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
        ? new Verdict.Valid(new Witness.Established("the least commit order has no cycle"), stats)
        : new Verdict.Invalid(new Evidence.Forbidden(found), stats);
  }

  private Anomaly named(TxnLevel level, Anomaly anomaly) {
    String name =
        switch (level) {
          case READ_COMMITTED -> "non-monotonic read";
          case READ_ATOMIC -> "fractured read";
          default -> "causality violation";
        };
    return new Anomaly(name, anomaly.transactions(), anomaly.explanation(), anomaly.steps());
  }

  /** What is wrong whatever the order, and else nothing. */
  private List<Anomaly> certain() {
    var found = new ArrayList<>(versions.dirty);
    found.addAll(versions.internal);
    return found;
  }

  private Verdict searchWithoutSessions(TxnLevel level) {
    var withSessions = search(level, true);
    if (withSessions.isValid()) {
      return withSessions; // An order that keeps more than is asked for.
    }
    return search(level, false);
  }

  private Verdict search(TxnLevel level, boolean sessions) {
    var found = certain();
    if (!found.isEmpty()) {
      return new Verdict.Invalid(new Evidence.Forbidden(found), statistics(0, "reads alone"));
    }
    boolean weak = level == TxnLevel.PREFIX || level == TxnLevel.STRONG_SESSION_PREFIX;
    boolean serial =
        level == TxnLevel.SERIALIZABLE || level == TxnLevel.STRONG_SESSION_SERIALIZABLE;
    var meter = new Meter(budget);
    var spec = new TxnSpec(versions, serial, !weak);
    var search = new SequentialSearch<>(TxnSpec.operations(versions, serial, sessions), spec);
    return verdict(level, search.run(meter), search.order(), meter, serial);
  }

  private Verdict searchInRealTime(TxnLevel level) {
    var found = certain();
    if (!found.isEmpty()) {
      return new Verdict.Invalid(new Evidence.Forbidden(found), statistics(0, "reads alone"));
    }
    boolean serial = level == TxnLevel.STRICT_SERIALIZABLE;
    var meter = new Meter(budget);
    var spec = new TxnSpec(versions, serial, true);
    var operations = TxnSpec.operations(versions, serial, true);
    var task = new Solver<>(operations, spec, meter, 1).solve(true).getFirst();
    var order = new ArrayList<Operation<TxnSpec.Move, Boolean>>();
    if (task.ending() == Solver.Ending.VALID) {
      task.order().forEach(placed -> order.add(placed.operation()));
    } else {
      order.addAll(task.longest());
    }
    return verdict(level, task.ending(), order, meter, serial);
  }

  private Verdict verdict(
      TxnLevel level,
      Solver.Ending ending,
      List<Operation<TxnSpec.Move, Boolean>> order,
      Meter meter,
      boolean serial) {
    var stats = statistics(meter.visited(), "search");
    var committed = new ArrayList<Integer>();
    Map<Integer, Boolean> done = new HashMap<>();
    for (var op : order) {
      if (op.input().commit()) {
        committed.add(op.input().transaction());
        done.put(op.input().transaction(), true);
      }
    }
    return switch (ending) {
      case VALID ->
          new Verdict.Valid(
              serial
                  ? new Witness.Serial(committed)
                  : new Witness.Established("an order of" + " snapshots and commits exists"),
              stats);
      case UNDECIDED -> new Verdict.Unknown(meter.reason(), List.of(level.lowerCaseName()), stats);
      case INVALID -> {
        int stuck = 0;
        while (stuck + 1 < history.size && (done.containsKey(stuck) || !versions.happened[stuck])) {
          stuck++;
        }
        yield new Verdict.Invalid(
            new Evidence.Forbidden(
                List.of(
                    new Anomaly(
                        "no order",
                        List.of(stuck),
                        "no order is "
                            + level.lowerCaseName()
                            + "; the longest explains "
                            + committed.size()
                            + " transactions, without "
                            + history.describe(stuck)))),
            stats);
      }
    };
  }
}
