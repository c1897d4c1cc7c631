package dev.faultline.check;

import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.Solver;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Linearizability: every operation takes effect at one instant between its call and its return
 * (Herlihy and Wing, TOPLAS 1990).
 *
 * <p>Deciding it is NP-complete (Gibbons and Korach, SIAM J. Comput. 1997), so the answer may be
 * {@link Verdict.Unknown}. Parts that the specification declares independent are decided alone.
 */
public final class Linearizability {

  private Linearizability() {}

  /** Checks under {@link Budget#DEFAULT}. */
  public static <S, I, O> Verdict check(History<I, O> history, Spec<S, I, O> spec) {
    return check(history, spec, Budget.DEFAULT);
  }

  /**
   * Checks that the history could have come from an object that does what {@code spec} says, one
   * operation at a time.
   *
   * <p>Thread-safe; deterministic if the budget is {@link Budget#deterministic}.
   *
   * @return {@link Witness.Order} or {@link Evidence.NoOrder} inside the verdict
   */
  public static <S, I, O> Verdict check(History<I, O> history, Spec<S, I, O> spec, Budget budget) {
    if (history.isEmpty()) {
      return new Verdict.Unknown(
          "the history is empty", List.of(), new Statistics(0, 0, 0, "none"));
    }
    var meter = new Meter(budget);
    var tasks = new Solver<>(history.operations(), spec, meter, budget.threads()).solve(false);
    var statistics =
        new Statistics(history.size(), tasks.size(), meter.visited(), "just-in-time search");
    for (var task : tasks) {
      if (task.ending() == Solver.Ending.INVALID) {
        var others = tasks.stream().filter(t -> t != task).map(Solver.Task::operations).toList();
        return new Verdict.Invalid(
            new Minimizer<>(spec, budget).explain(task.operations(), others), statistics);
      }
    }
    var undecided = new ArrayList<String>();
    var placed = new ArrayList<Solver.Placed<I, O>>();
    for (var task : tasks) {
      if (task.ending() == Solver.Ending.UNDECIDED) {
        undecided.add(String.valueOf(task.key()));
      } else {
        placed.addAll(task.order());
      }
    }
    if (!undecided.isEmpty()) {
      return new Verdict.Unknown(meter.reason(), undecided, statistics);
    }
    return new Verdict.Valid(merge(placed), statistics);
  }

  /** Locality: the points of the parts, taken together, are the points of the whole. */
  private static <I, O> Witness merge(List<Solver.Placed<I, O>> placed) {
    placed.sort(Comparator.comparingLong(Solver.Placed::point));
    var order = new ArrayList<Operation<?, ?>>(placed.size());
    for (var one : placed) {
      order.add(one.operation());
    }
    return new Witness.Order(order);
  }
}
