package dev.faultline.check.session;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Spec;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.SequentialSearch;
import dev.faultline.check.engine.Solver;
import dev.faultline.check.engine.Weakening;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Sequential consistency: one order of all operations that keeps the order of each client (Lamport,
 * 1979), for any specification. It is not a local property, so the history is not divided into
 * parts.
 */
public final class SequentialConsistency {

  private SequentialConsistency() {}

  /** Checks by search under the budget; NP-complete (Gibbons and Korach, 1997). */
  public static <S, I, O> Verdict check(History<I, O> history, Spec<S, I, O> spec, Budget budget) {
    if (history.isEmpty()) {
      return new Verdict.Unknown(
          "the history is empty", List.of(), new Statistics(0, 0, 0, "none"));
    }
    var operations = history.operations().stream().filter(op -> !op.isFail()).toList();
    var meter = new Meter(budget);
    var search = new SequentialSearch<>(operations, spec);
    var ending = search.run(meter);
    var statistics =
        new Statistics(history.size(), 1, meter.visited(), "search over client positions");
    return switch (ending) {
      case VALID -> new Verdict.Valid(new Witness.Order(List.copyOf(search.order())), statistics);
      case UNDECIDED -> new Verdict.Unknown(meter.reason(), List.of("the order"), statistics);
      case INVALID -> new Verdict.Invalid(evidence(operations, spec, budget), statistics);
    };
  }

  private static <S, I, O> Evidence evidence(
      List<Operation<I, O>> operations, Spec<S, I, O> spec, Budget budget) {
    var meter = Solver.reportMeter(budget);
    int[] strangers = {-1};
    // No client waits for a demoted operation, not even its own: it gets a new client.
    UnaryOperator<Operation<I, O>> demote = op -> by(strangers[0]--, op.demoted());
    var small =
        new Weakening<>(
                spec,
                demote,
                ops -> new SequentialSearch<>(ops, spec).run(meter) == Solver.Ending.INVALID,
                meter)
            .of(operations, null);
    var search = new SequentialSearch<>(small, spec);
    search.run(Solver.reportMeter(budget));
    var order = List.<Operation<?, ?>>copyOf(search.order());
    var stuck =
        small.stream()
            .filter(op -> op.isOk() && order.stream().noneMatch(done -> done == op))
            .findFirst()
            .orElseThrow();
    return new Evidence.NoOrder(
        stuck,
        History.weakened(small),
        order,
        List.of(),
        "no order that keeps each client's own explains all; the longest lacks "
            + stuck.input()
            + " -> "
            + stuck.outcome()
            + " of client "
            + stuck.client());
  }

  private static <I, O> Operation<I, O> by(int client, Operation<I, O> op) {
    return Operation.of(client, op.input(), op.outcome(), op.called(), op.returned());
  }
}
