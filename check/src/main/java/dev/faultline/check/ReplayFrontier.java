package dev.faultline.check;

import dev.faultline.core.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All configurations of one part whose outputs decide states.
 *
 * <p>As long as some operation has taken effect but not returned, the states that follow are not
 * known. So a configuration remembers the order of what took effect since, from states that are
 * known, and runs through it again whenever one of these operations returns.
 */
final class ReplayFrontier<S, I, O> implements Frontier<I, O> {

  /** Stands for an operation whose outcome is final, so it is not looked up again. */
  private static final int SETTLED = -1;

  /**
   * An operation that took effect.
   *
   * @param operation its number, or {@link #SETTLED} if its outcome is the last word
   */
  private record Entry<I, O>(int operation, I input, Outcome<O> outcome) {}

  /**
   * One explanation.
   *
   * @param states those before the entries; with a choice of states there may be several
   * @param used crashed operations that took effect
   */
  private record Configuration<S, I, O>(
      Set<S> states, List<Entry<I, O>> entries, Set<Integer> used) {

    boolean took(int operation) {
      return used.contains(operation) || place(operation) >= 0;
    }

    int place(int operation) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).operation() == operation) {
          return i;
        }
      }
      return -1;
    }
  }

  private final Spec<S, I, O> spec;
  private final Outcome<O> unknown = new Outcome.Indeterminate<>("unknown");

  /** Operations that may still take effect: those that did not return, and crashed ones. */
  private final Map<Integer, I> open = new LinkedHashMap<>();

  private final Set<Integer> crashed = new HashSet<>();
  private Set<Configuration<S, I, O>> now = new LinkedHashSet<>();
  private String statesBefore = "";
  private boolean tooLarge;

  ReplayFrontier(Spec<S, I, O> spec) {
    this.spec = spec;
    now.add(new Configuration<>(Set.of(spec.initial()), List.of(), Set.of()));
  }

  @Override
  public boolean isEmpty() {
    return now.isEmpty();
  }

  @Override
  public boolean isTooLarge() {
    return tooLarge;
  }

  @Override
  public int size() {
    return now.size();
  }

  @Override
  public String statesBefore() {
    return statesBefore;
  }

  @Override
  public void call(int operation, I input) {
    open.put(operation, input);
  }

  @Override
  public void fail(int operation) {
    rememberStates();
    open.remove(operation);
    now.removeIf(c -> c.took(operation));
  }

  @Override
  public void crash(int operation) {
    crashed.add(operation);
    var next = new LinkedHashSet<Configuration<S, I, O>>();
    for (var c : now) {
      int place = c.place(operation);
      next.add(place < 0 ? c : settled(c, place, unknown, operation));
    }
    now = next;
  }

  @Override
  public void ok(int operation, Outcome.Ok<O> outcome, long most) {
    rememberStates();
    I returning = Objects.requireNonNull(open.get(operation));
    var next = new LinkedHashSet<Configuration<S, I, O>>();
    var visited = new HashSet<>(now);
    var waiting = new ArrayDeque<>(now);
    while (!waiting.isEmpty()) {
      var c = waiting.remove();
      int place = c.place(operation);
      if (place >= 0) {
        addIfPossible(settled(c, place, outcome, SETTLED), next);
        continue;
      }
      addIfPossible(then(c, SETTLED, returning, outcome), next);
      open.forEach((other, input) -> {
        if (other != operation && !c.took(other)) {
          var more = new LinkedHashSet<Configuration<S, I, O>>();
          addIfPossible(then(c, other, input, unknown), more);
          for (var one : more) {
            if (visited.add(one)) {
              waiting.add(one);
            }
          }
        }
      });
      if (visited.size() > most) {
        tooLarge = true;
        return;
      }
    }
    open.remove(operation);
    now = next;
  }

  private Configuration<S, I, O> then(
      Configuration<S, I, O> c, int operation, I input, Outcome<O> outcome) {
    var entries = new ArrayList<>(c.entries());
    boolean isCrashed = crashed.contains(operation);
    entries.add(new Entry<>(isCrashed ? SETTLED : operation, input, outcome));
    return new Configuration<>(
        c.states(), List.copyOf(entries), isCrashed ? with(c.used(), operation) : c.used());
  }

  private Configuration<S, I, O> settled(
      Configuration<S, I, O> c, int place, Outcome<O> outcome, int used) {
    var entries = new ArrayList<>(c.entries());
    entries.set(place, new Entry<>(SETTLED, entries.get(place).input(), outcome));
    return shortened(
        new Configuration<>(
            c.states(), List.copyOf(entries), used == SETTLED ? c.used() : with(c.used(), used)));
  }

  private static Set<Integer> with(Set<Integer> some, int one) {
    var more = new TreeSet<>(some);
    more.add(one);
    return more;
  }

  private void addIfPossible(Configuration<S, I, O> c, Set<Configuration<S, I, O>> to) {
    if (!after(c.states(), c.entries()).isEmpty()) {
      to.add(shortened(c));
    }
  }

  /** What is settled from the beginning on is known, and need not be remembered. */
  private Configuration<S, I, O> shortened(Configuration<S, I, O> c) {
    int known = 0;
    while (known < c.entries().size() && c.entries().get(known).operation() == SETTLED) {
      known++;
    }
    return new Configuration<>(
        after(c.states(), c.entries().subList(0, known)),
        List.copyOf(c.entries().subList(known, c.entries().size())),
        c.used());
  }

  private Set<S> after(Set<S> states, List<Entry<I, O>> entries) {
    Set<S> reached = states;
    for (var entry : entries) {
      var next = new LinkedHashSet<S>();
      for (S state : reached) {
        next.addAll(spec.step(state, entry.input(), entry.outcome()).states());
      }
      reached = next;
    }
    return reached;
  }

  private void rememberStates() {
    statesBefore =
        now.stream()
            .flatMap(c -> after(c.states(), c.entries()).stream())
            .map(String::valueOf)
            .distinct()
            .limit(STATES_SHOWN)
            .collect(Collectors.joining(" or "));
  }
}
