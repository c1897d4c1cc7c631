package dev.faultline.check.session;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Spec;
import dev.faultline.check.Statistics;
import dev.faultline.check.Step;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.SequentialSearch;
import dev.faultline.check.engine.Solver;
import dev.faultline.check.engine.Weakening;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Eventual consistency with a declared quiescent point, after which there are no updates.
 *
 * <p><em>Eventual</em>: some order of all acknowledged updates, and perhaps of indeterminate ones,
 * explains every read that was called after the point. <em>Strong eventual</em>: in addition, each
 * earlier read is explained by a subset of the updates that were called before it returned, applied
 * in that same order (Shapiro and others: replicas that have received the same updates are in the
 * same state).
 *
 * <p>Exact, by a search over orders of updates. The first attempt takes the updates by call, with
 * each in turn as the last; this decides histories that converge as usual without a search.
 */
public final class EventualConsistency<S, I, O> {

  private final Spec<S, I, O> spec;
  private final long point;
  private final boolean strong;
  private final List<Operation<I, O>> updates = new ArrayList<>();
  private final List<Operation<I, O>> late = new ArrayList<>();
  private final List<Operation<I, O>> early = new ArrayList<>();
  private final int size;

  private EventualConsistency(
      List<Operation<I, O>> operations, Spec<S, I, O> spec, long point, boolean strong) {
    this.spec = spec;
    this.point = point;
    this.strong = strong;
    this.size = operations.size();
    for (var op : operations) {
      boolean read = spec.readOnly(op.input(), op.outcome());
      if (!op.isFail() && !read) {
        updates.add(op);
        if (op.called() > point) {
          throw new IllegalArgumentException(
              "an update is called at " + op.called() + ", after the quiescent point " + point);
        }
      } else if (op.isOk() && op.called() > point) {
        late.add(op);
      } else if (op.isOk() && strong) {
        early.add(op);
      }
    }
  }

  /**
   * Checks the whole history as one object.
   *
   * @param point position of the quiescent point
   * @throws IllegalArgumentException if an update is called after the point
   */
  public static <S, I, O> Verdict check(
      History<I, O> history, Spec<S, I, O> spec, long point, boolean strong, Budget budget) {
    return new EventualConsistency<>(history.operations(), spec, point, strong).check(budget);
  }

  private Verdict check(Budget budget) {
    if (late.isEmpty()) {
      return new Verdict.Unknown(
          "there is no read after the quiescent point",
          List.of(),
          new Statistics(size, 1, 0, "none"));
    }
    var disagreement = disagreement();
    if (disagreement != null) {
      return new Verdict.Invalid(disagreement, new Statistics(size, 1, 0, "comparison of reads"));
    }
    if (usualOrder()) {
      return valid("updates by call, one of them last", 0);
    }
    var meter = new Meter(budget);
    var ending = search(meter);
    var statistics = new Statistics(size, 1, meter.visited(), "search over orders of updates");
    return switch (ending) {
      case VALID -> valid("an order of updates", meter.visited());
      case UNDECIDED ->
          new Verdict.Unknown(meter.reason(), List.of("order of updates"), statistics);
      case INVALID -> new Verdict.Invalid(noOrder(Solver.reportMeter(budget)), statistics);
    };
  }

  private Solver.Ending search(Meter meter) {
    return new SequentialSearch<>(moves(), new Folding()).run(meter);
  }

  private Verdict valid(String how, long visited) {
    return new Verdict.Valid(
        new Witness.Established("all reads are explained by " + how),
        new Statistics(size, 1, visited, "search over orders of updates"));
  }

  private @Nullable Evidence disagreement() {
    Map<I, Operation<I, O>> first = new HashMap<>();
    for (var op : late) {
      var other = first.putIfAbsent(op.input(), op);
      if (other != null && !other.outcome().equals(op.outcome())) {
        return new Evidence.Pattern(
            "divergence",
            History.weakened(List.of(other, op)),
            "after the quiescent point client "
                + other.client()
                + " sees "
                + other.outcome()
                + " and client "
                + op.client()
                + " sees "
                + op.outcome()
                + " for "
                + op.input());
      }
    }
    return null;
  }

  /** The smallest history found that has no order: reads deleted, updates demoted. */
  private Evidence noOrder(Meter meter) {
    var all = new ArrayList<>(updates);
    all.addAll(early);
    all.addAll(late);
    all.sort(Comparator.comparingLong(Operation::called));
    var small =
        new EventualConsistency<>(
            new Weakening<>(spec, Operation::demoted, ops -> hasNoOrder(ops, meter), meter)
                .of(all, null),
            spec,
            point,
            strong);
    var shown = new ArrayList<>(small.updates);
    shown.addAll(small.early);
    shown.addAll(small.late);
    shown.sort(Comparator.comparingLong(Operation::called));
    return new Evidence.Pattern(
        "no order of updates",
        History.weakened(shown),
        "no order of the updates, of which "
            + small.updates.stream().filter(Operation::isOk).count()
            + " must and "
            + small.updates.stream().filter(Operation::isIndeterminate).count()
            + " may have happened, explains "
            + (small.early.isEmpty() ? "the reads after the quiescent point" : "all reads")
            + ", the last of which is "
            + small.late.getLast().input()
            + " -> "
            + small.late.getLast().outcome());
  }

  private boolean hasNoOrder(List<Operation<I, O>> operations, Meter meter) {
    var weaker = new EventualConsistency<>(operations, spec, point, strong);
    return !weaker.late.isEmpty()
        && (weaker.disagreement() != null || weaker.search(meter) == Solver.Ending.INVALID);
  }

  private boolean usualOrder() {
    for (int last = updates.size(); last >= 0 && updates.size() < 2_000; last--) {
      Folded<S> state = start();
      for (int i = 0; i < updates.size() && state != null; i++) {
        state = i == last ? state : fold(state, updates.get(i));
      }
      if (last < updates.size() && state != null) {
        state = fold(state, updates.get(last));
      }
      if (state != null && explains(state)) {
        return true;
      }
    }
    return false;
  }

  /** The state, and for each early read the states that some of the updates so far lead to. */
  private record Folded<S>(S state, List<List<S>> ofRead, int acknowledged) {}

  private Folded<S> start() {
    var each = new ArrayList<List<S>>();
    for (int i = 0; i < early.size(); i++) {
      each.add(List.of(spec.initial()));
    }
    return new Folded<>(spec.initial(), List.copyOf(each), 0);
  }

  /** The state after the update, or null if the update is impossible. */
  private @Nullable Folded<S> fold(Folded<S> from, Operation<I, O> update) {
    var all = foldAny(from, update);
    return all.isEmpty() ? null : all.getFirst();
  }

  private List<Folded<S>> foldAny(Folded<S> from, Operation<I, O> update) {
    var next = spec.step(from.state(), update.input(), update.outcome()).states();
    var each = new ArrayList<List<S>>();
    for (int i = 0; i < early.size(); i++) {
      var before = from.ofRead().get(i);
      if (update.called() > early.get(i).returned()) {
        each.add(before);
        continue;
      }
      var more = new LinkedHashSet<>(before);
      for (S s : before) {
        more.addAll(spec.step(s, update.input(), update.outcome()).states());
      }
      each.add(List.copyOf(more));
    }
    int acknowledged = from.acknowledged() + (update.isOk() ? 1 : 0);
    return next.stream().map(s -> new Folded<>(s, List.copyOf(each), acknowledged)).toList();
  }

  private boolean explains(Folded<S> end) {
    for (var read : late) {
      if (spec.step(end.state(), read.input(), read.outcome()).states().isEmpty()) {
        return false;
      }
    }
    for (int i = 0; i < early.size(); i++) {
      var read = early.get(i);
      if (end.ofRead().get(i).stream()
          .allMatch(s -> spec.step(s, read.input(), read.outcome()).states().isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Each update is its own client. The end is one more operation, possible when everything is
   * explained.
   */
  private List<Operation<Integer, O>> moves() {
    var moves = new ArrayList<Operation<Integer, O>>();
    for (int i = 0; i < updates.size(); i++) {
      var op = updates.get(i);
      moves.add(Operation.of(i, i, op.outcome(), op.called(), op.returned()));
    }
    var anyRead = late.getFirst();
    moves.add(
        Operation.of(updates.size(), -1, anyRead.outcome(), anyRead.called(), anyRead.returned()));
    return moves;
  }

  private final class Folding implements Spec<Folded<S>, Integer, O> {
    private final long acknowledged = updates.stream().filter(Operation::isOk).count();

    @Override
    public Folded<S> initial() {
      return start();
    }

    @Override
    public Step<Folded<S>> step(Folded<S> state, Integer move, Outcome<O> outcome) {
      if (move < 0) {
        return Step.when(
            state.acknowledged() == acknowledged && explains(state), state, "not explained");
      }
      var next = foldAny(state, updates.get(move));
      return next.isEmpty() ? Step.impossible("the update is impossible here") : Step.toAnyOf(next);
    }
  }
}
