package dev.faultline.check;

import dev.faultline.core.history.Outcome;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All configurations of one part that explain what happened up to now, just in time: an operation
 * takes effect when its return, or that of another, demands it.
 *
 * <p>What an operation answers is not known before it returns. So a configuration remembers, for
 * each open operation that took effect, the states before and after it, and for each open read-only
 * one, whose place is of no matter to others, all states since its call.
 *
 * <p>For specifications whose outputs do not decide states; see {@link Spec#outputsDecideStates}.
 */
final class StateFrontier<S, I, O> implements Frontier<I, O> {

  /** States around an operation that took effect; of a crashed one nobody will ask. */
  private record Effect<S>(S before, S after) {}

  private record Configuration<S>(
      S state, Map<Integer, Effect<S>> effects, Set<Integer> used, Map<Integer, Set<S>> seen) {

    Configuration<S> to(int operation, S next) {
      var effects = new TreeMap<>(this.effects);
      effects.put(operation, new Effect<>(state, next));
      return moved(next, effects);
    }

    Configuration<S> moved(S next, Map<Integer, Effect<S>> effectsThen) {
      var seenThen = seen;
      if (!seen.isEmpty() && !next.equals(state)) {
        seenThen = new TreeMap<>();
        for (var entry : seen.entrySet()) {
          var states = new HashSet<>(entry.getValue());
          states.add(next);
          seenThen.put(entry.getKey(), states);
        }
      }
      return new Configuration<>(next, effectsThen, used, seenThen);
    }

    Configuration<S> without(int operation) {
      var effectsThen = new TreeMap<>(effects);
      var seenThen = new TreeMap<>(seen);
      effectsThen.remove(operation);
      seenThen.remove(operation);
      return new Configuration<>(state, effectsThen, used, seenThen);
    }

    boolean took(int operation) {
      return effects.containsKey(operation) || used.contains(operation);
    }
  }

  private final Spec<S, I, O> spec;
  private final Outcome<O> unknown = new Outcome.Indeterminate<>("unknown");

  /** Open operations that may change the state. */
  private final Map<Integer, I> open = new LinkedHashMap<>();

  private final Map<Integer, I> reads = new LinkedHashMap<>();
  private Set<Configuration<S>> now = new LinkedHashSet<>();
  private String statesBefore = "";
  private boolean tooLarge;

  StateFrontier(Spec<S, I, O> spec) {
    this.spec = spec;
    now.add(new Configuration<>(spec.initial(), Map.of(), Set.of(), Map.of()));
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
    if (!spec.readOnly(input, unknown)) {
      open.put(operation, input);
      return;
    }
    reads.put(operation, input);
    var next = new LinkedHashSet<Configuration<S>>();
    for (var c : now) {
      var seen = new TreeMap<>(c.seen());
      seen.put(operation, Set.of(c.state()));
      next.add(new Configuration<>(c.state(), c.effects(), c.used(), seen));
    }
    now = next;
  }

  @Override
  public void fail(int operation) {
    rememberStates();
    open.remove(operation);
    reads.remove(operation);
    var next = new LinkedHashSet<Configuration<S>>();
    for (var c : now) {
      if (!c.took(operation)) {
        next.add(c.without(operation));
      }
    }
    now = next;
  }

  @Override
  public void crash(int operation) {
    reads.remove(operation);
    var next = new LinkedHashSet<Configuration<S>>();
    for (var c : now) {
      var rest = c.without(operation);
      var used = new HashSet<>(c.used());
      if (c.effects().containsKey(operation)) {
        used.add(operation);
      }
      next.add(new Configuration<>(rest.state(), rest.effects(), Set.copyOf(used), rest.seen()));
    }
    now = next;
  }

  @Override
  public void ok(int operation, Outcome.Ok<O> outcome, long most) {
    rememberStates();
    var next = new LinkedHashSet<Configuration<S>>();
    var visited = new HashSet<Configuration<S>>(now);
    var waiting = new ArrayDeque<>(now);
    while (!waiting.isEmpty()) {
      var c = waiting.remove();
      if (c.effects().containsKey(operation)) {
        var effect = c.effects().get(operation);
        var input = open.get(operation);
        if (input != null && leads(effect.before(), input, outcome, effect.after())) {
          next.add(c.without(operation));
        }
        continue;
      }
      var read = reads.get(operation);
      if (read != null
          && c.seen().getOrDefault(operation, Set.of()).stream()
              .anyMatch(s -> fits(s, read, outcome))) {
        next.add(c.without(operation));
        continue;
      }
      var input = open.get(operation);
      if (input != null) {
        for (S after : spec.step(c.state(), input, outcome).states()) {
          next.add(c.moved(after, c.effects()).without(operation));
        }
      }
      open.forEach((other, others) -> {
        if (other != operation && !c.took(other)) {
          for (S after : spec.step(c.state(), others, unknown).states()) {
            var moved = c.to(other, after);
            if (visited.add(moved)) {
              waiting.add(moved);
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
    reads.remove(operation);
    now = next;
  }

  private boolean fits(S state, I input, Outcome<O> outcome) {
    return !spec.step(state, input, outcome).states().isEmpty();
  }

  private boolean leads(S before, I input, Outcome<O> outcome, S after) {
    return spec.step(before, input, outcome).states().contains(after);
  }

  private void rememberStates() {
    statesBefore =
        now.stream()
            .map(c -> String.valueOf(c.state()))
            .distinct()
            .limit(STATES_SHOWN)
            .collect(Collectors.joining(" or "));
  }
}
