package dev.faultline.check;

import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.Solver;
import dev.faultline.check.engine.Weakening;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a small, still invalid history of an invalid one.
 *
 * <p>First the earliest return at which the prefix is invalid, by bisection (linearizability is
 * closed under prefixes). Then {@link Weakening}.
 */
final class Minimizer<S, I, O> {

  /** Each costs a walk through the order; a longer one shows its first operations as they are. */
  private static final int MOST_LEFT_OUT = 200;

  private final Spec<S, I, O> spec;
  private final Meter meter;

  Minimizer(Spec<S, I, O> spec, Budget budget) {
    this.spec = spec;
    this.meter = Solver.reportMeter(budget);
  }

  /**
   * Explains the earliest failing return of any part; one part at least is known to be invalid.
   *
   * @param invalid a part without an order, its operations sorted by call
   * @param others the other parts that may be invalid too
   */
  Evidence.NoOrder explain(List<Operation<I, O>> invalid, List<List<Operation<I, O>>> others) {
    var part = invalid;
    long last = earliestFailure(invalid);
    for (var other : others) {
      if (!meter.stopped() && isInvalid(until(other, last - 1))) {
        part = until(other, last - 1);
        last = earliestFailure(part);
      }
    }
    long end = last;
    var failing = part.stream().filter(op -> op.returned() == end).findFirst().orElseThrow();
    var small =
        new Weakening<>(spec, Operation::demoted, this::isInvalid, meter)
            .of(until(part, end), failing);
    var found = attempt(small).map(Solver<S, I, O>.Task::longest).orElse(List.of());
    var longest = plainest(failing, small, found, unknown(part));
    return new Evidence.NoOrder(
        failing,
        History.weakened(small),
        List.copyOf(longest),
        states(longest),
        inWords(failing, small, longest));
  }

  /** Without budget it is the last return: still a failing one, but perhaps not the earliest. */
  private long earliestFailure(List<Operation<I, O>> invalid) {
    var returns =
        invalid.stream().filter(Operation::isOk).mapToLong(Operation::returned).sorted().toArray();
    int low = 0;
    int high = returns.length - 1;
    while (low < high && !meter.stopped()) {
      int middle = (low + high) >>> 1;
      if (isInvalid(until(invalid, returns[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return returns[high];
  }

  /** Where the operations are called whose outcome nobody knows. */
  private static <I, O> Set<Long> unknown(List<Operation<I, O>> ops) {
    var calls = new TreeSet<Long>();
    for (var op : ops) {
      if (op.isIndeterminate()) {
        calls.add(op.called());
      }
    }
    return calls;
  }

  /**
   * An order without those operations of unknown outcome that it can do without: nobody saw what
   * they wrote, so what stands in the way is told without it.
   */
  private List<Operation<I, O>> plainest(
      Operation<I, O> failing,
      List<Operation<I, O>> small,
      List<Operation<I, O>> longest,
      Set<Long> unknown) {
    var order = new ArrayList<>(longest);
    for (int i = Math.min(order.size(), MOST_LEFT_OUT) - 1; i >= 0; i--) {
      if (unknown.contains(order.get(i).called())) {
        var left = order.remove(i);
        if (obstacle(failing, small, order).isEmpty()) {
          order.add(i, left);
        }
      }
    }
    return order;
  }

  /** What the picture shows; where several states may follow, the first. */
  private List<String> states(List<Operation<I, O>> order) {
    var states = new ArrayList<String>();
    S state = spec.initial();
    for (var op : order) {
      var next = spec.step(state, op.input(), op.outcome()).states();
      if (next.isEmpty()) {
        return List.of();
      }
      state = next.getFirst();
      states.add(String.valueOf(state));
    }
    return states;
  }

  /**
   * What stands in the way where nothing more can be put in order: the failing operation, or else
   * another one that has to come before its return.
   */
  private String obstacle(
      Operation<I, O> failing, List<Operation<I, O>> small, List<Operation<I, O>> longest) {
    S state = spec.initial();
    for (var op : longest) {
      var next = spec.step(state, op.input(), op.outcome()).states();
      if (next.isEmpty()) {
        return "";
      }
      state = next.getFirst();
    }
    if (!longest.contains(failing)
        && spec.step(state, failing.input(), failing.outcome())
            instanceof Step.Impossible<S>(var reason)) {
      return ": " + reason;
    }
    for (var op : small) {
      if (op.isOk()
          && !longest.contains(op)
          && spec.step(state, op.input(), op.outcome()) instanceof Step.Impossible<S>(var reason)) {
        return ": after all that can come before it, " + shown(op) + " would follow, and " + reason;
      }
    }
    return "";
  }

  private static String shown(Operation<?, ?> op) {
    return cut(op.input()) + " -> " + cut(op.outcome()) + " of client " + op.client();
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 160
        ? text
        : text.substring(0, 80) + "…" + text.substring(text.length() - 80);
  }

  private String inWords(
      Operation<I, O> failing, List<Operation<I, O>> small, List<Operation<I, O>> longest) {
    long known = small.stream().filter(Operation::isOk).count();
    return "no order explains "
        + shown(failing)
        + obstacle(failing, small, longest)
        + " ("
        + Count.of(known, "operation")
        + " with a known outcome"
        + (small.size() == known
            ? suffices(known) + " to show it)"
            : " and " + (small.size() - known) + " without suffice to show it)");
  }

  private static String suffices(long number) {
    return number == 1 ? " suffices" : " suffice";
  }

  private List<Operation<I, O>> until(List<Operation<I, O>> ops, long position) {
    var prefix = new ArrayList<Operation<I, O>>();
    for (var op : ops) {
      if (op.called() <= position) {
        add(prefix, op.returned() <= position || op.isIndeterminate() ? op : op.demoted());
      }
    }
    return prefix;
  }

  /** Reads with an indeterminate outcome show nothing; leave them out. */
  private void add(List<Operation<I, O>> to, Operation<I, O> op) {
    if (op.isOk() || !spec.readOnly(op.input(), op.outcome())) {
      to.add(op);
    }
  }

  private boolean isInvalid(List<Operation<I, O>> ops) {
    return attempt(ops).isPresent();
  }

  private Optional<Solver<S, I, O>.Task> attempt(List<Operation<I, O>> ops) {
    if (ops.stream().noneMatch(Operation::isOk)) {
      return Optional.empty();
    }
    for (var task : new Solver<>(ops, spec, meter, 1).solve(false)) {
      if (task.ending() == Solver.Ending.INVALID) {
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }
}
