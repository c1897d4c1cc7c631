package dev.faultline.check;

import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.Solver;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Linearizability: every operation takes effect at one instant between its call and its return
 * (Herlihy and Wing, TOPLAS 1990).
 *
 * <p>Deciding it is NP-complete (Gibbons and Korach, SIAM J. Comput. 1997), so the answer may be
 * {@link Verdict.Unknown}. Parts that the specification declares independent are decided
 * separately.
 */
public final class Linearizability {

  private Linearizability() {}

  /** Checks under {@link Budget#DEFAULT}. */
  public static <S, I, O> Verdict check(History<I, O> history, Spec<S, I, O> spec) {
    return check(history, spec, Budget.DEFAULT);
  }

  /**
   * Checks whether an object that behaves as {@code spec} says, one operation at a time, could have
   * produced the history.
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
    for (var task : tasks) {
      if (task.ending() == Solver.Ending.INVALID) {
        var others = tasks.stream().filter(t -> t != task).map(Solver.Task::operations).toList();
        return new Verdict.Invalid(
            new Minimizer<>(spec, budget).explain(task.operations(), others),
            statistics(history, tasks, spec, meter));
      }
    }
    return withoutInvalid(history, tasks, spec, meter);
  }

  private static <S, I, O> Statistics statistics(
      History<I, O> history, List<Solver<S, I, O>.Task> tasks, Spec<S, I, O> spec, Meter meter) {
    boolean direct = tasks.stream().anyMatch(Solver.Task::isDirect);
    boolean searched = !tasks.stream().allMatch(Solver.Task::isDirect);
    String algorithm =
        !direct
            ? "just-in-time search"
            : spec.directly() + (searched ? ", just-in-time search" : ", without search");
    return new Statistics(history.size(), tasks.size(), meter.visited(), algorithm);
  }

  private static <S, I, O> Verdict withoutInvalid(
      History<I, O> history, List<Solver<S, I, O>.Task> tasks, Spec<S, I, O> spec, Meter meter) {
    var statistics = statistics(history, tasks, spec, meter);
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

  /**
   * Like {@link #check(History, Spec, Budget)}, with a proposed order. If the proposal explains the
   * history, the check takes linear time; otherwise the proposal is ignored.
   *
   * @param hint operations of the history, in the order in which they may have taken effect
   */
  public static <S, I, O> Verdict check(
      History<I, O> history, Spec<S, I, O> spec, List<Operation<I, O>> hint, Budget budget) {
    return !history.isEmpty() && Hint.holds(hint, history, spec)
        ? new Verdict.Valid(
            new Witness.Order(List.copyOf(hint)), new Statistics(history.size(), 1, 0, "hint"))
        : check(history, spec, budget);
  }

  /**
   * Like {@link #check}, but decides every part even if one is invalid.
   *
   * @return {@link Evidence.Parts} inside an invalid verdict
   */
  public static <S, I, O> Verdict checkEveryPart(
      History<I, O> history, Spec<S, I, O> spec, Budget budget) {
    if (history.isEmpty()) {
      return check(history, spec, budget);
    }
    var meter = new Meter(budget);
    var tasks = new Solver<>(history.operations(), spec, meter, budget.threads()).solve(true);
    if (tasks.stream().noneMatch(task -> task.ending() == Solver.Ending.INVALID)) {
      return withoutInvalid(history, tasks, spec, meter);
    }
    var minimizer = new Minimizer<>(spec, budget);
    var invalid = new LinkedHashMap<Object, Evidence.NoOrder>();
    var valid = new ArrayList<Object>();
    var undecided = new ArrayList<Object>();
    for (var task : tasks) {
      switch (task.ending()) {
        case VALID -> valid.add(task.key());
        case UNDECIDED -> undecided.add(task.key());
        case INVALID -> invalid.put(task.key(), minimizer.explain(task.operations(), List.of()));
      }
    }
    return new Verdict.Invalid(
        new Evidence.Parts(invalid, valid, undecided), statistics(history, tasks, spec, meter));
  }

  /** Locality: the linearization points of the parts together are those of the whole history. */
  private static <I, O> Witness merge(List<Solver.Placed<I, O>> placed) {
    placed.sort(Comparator.comparingLong(Solver.Placed::point));
    var order = new ArrayList<Operation<?, ?>>(placed.size());
    for (var one : placed) {
      order.add(one.operation());
    }
    return new Witness.Order(order);
  }
}
