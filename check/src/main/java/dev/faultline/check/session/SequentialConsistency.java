package dev.faultline.check.session;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Spec;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.SequentialSearch;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.List;

/**
 * Sequential consistency: one order of all operations that keeps the order of each client (Lamport,
 * 1979), for any specification. Not a local property, so the history is one part.
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
    var order = List.<Operation<?, ?>>copyOf(search.order());
    return switch (ending) {
      case VALID -> new Verdict.Valid(new Witness.Order(order), statistics);
      case UNDECIDED -> new Verdict.Unknown(meter.reason(), List.of("the order"), statistics);
      case INVALID -> {
        var stuck =
            operations.stream()
                .filter(op -> op.isOk() && order.stream().noneMatch(done -> done == op))
                .findFirst()
                .orElseThrow();
        yield new Verdict.Invalid(
            new Evidence.NoOrder(
                stuck,
                History.weakened(operations),
                order,
                List.of(),
                "no order that keeps each client's own explains all; the longest lacks "
                    + stuck.input()
                    + " -> "
                    + stuck.outcome()
                    + " of client "
                    + stuck.client()),
            statistics);
      }
    };
  }
}
