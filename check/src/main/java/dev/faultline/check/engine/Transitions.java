package dev.faultline.check.engine;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The specification as a table over interned states and interned kinds of operations, filled as it
 * is asked. Operations with the same input and the same known outcome are one kind.
 */
final class Transitions<S, I, O> {

  static final int IMPOSSIBLE = -1;

  /** Tables wider than this are kept sparse. */
  private static final int DENSE_KINDS = 256;

  private final Spec<S, I, O> spec;
  private final Interner<S> states = new Interner<>();
  private final Interner<Kind<I, O>> kinds = new Interner<>();
  private final List<int[]> choices = new ArrayList<>();
  private final LongIntMap sparse = new LongIntMap();
  private int[][] dense = new int[16][];
  private int denseWidth = -1;

  record Kind<I, O>(I input, Outcome<O> outcome) {}

  Transitions(Spec<S, I, O> spec) {
    this.spec = spec;
    states.id(spec.initial());
  }

  int kind(I input, Outcome<O> outcome) {
    return kinds.id(new Kind<>(input, outcome));
  }

  /** Call after the last kind is known. */
  void freeze() {
    denseWidth = kinds.size() <= DENSE_KINDS ? kinds.size() : 0;
  }

  S state(int id) {
    return states.value(id);
  }

  int id(S state) {
    return states.id(state);
  }

  int kinds() {
    return kinds.size();
  }

  int states() {
    return states.size();
  }

  Kind<I, O> kindAt(int kind) {
    return kinds.value(kind);
  }

  /** The next state, {@link #IMPOSSIBLE}, or {@code -2 - index} of a {@link #choice}. */
  int next(int state, int kind) {
    if (denseWidth > 0) {
      if (state < dense.length && dense[state] != null) {
        int known = dense[state][kind];
        if (known != LongIntMap.ABSENT) {
          return known;
        }
      }
      return fillDense(state, kind);
    }
    long key = (long) state * kinds.size() + kind;
    int known = sparse.get(key);
    if (known == LongIntMap.ABSENT) {
      known = compute(state, kind);
      sparse.put(key, known);
    }
    return known;
  }

  int[] choice(int next) {
    return choices.get(-2 - next);
  }

  long bytes() {
    // States are the user's objects: a guess of 100 bytes each with their place in the map.
    return 100L * states.size() + sparse.bytes() + 4L * Math.max(0, denseWidth) * states.size();
  }

  private int fillDense(int state, int kind) {
    if (state >= dense.length) {
      dense = Arrays.copyOf(dense, Math.max(state + 1, dense.length * 2));
    }
    if (dense[state] == null) {
      dense[state] = new int[denseWidth];
      Arrays.fill(dense[state], LongIntMap.ABSENT);
    }
    int next = compute(state, kind);
    dense[state][kind] = next;
    return next;
  }

  private int compute(int state, int kind) {
    var of = kinds.value(kind);
    return switch (spec.step(states.value(state), of.input(), of.outcome())) {
      case Step.Impossible<S> _ -> IMPOSSIBLE;
      case Step.Next<S>(var next) -> states.id(next);
      case Step.Choice<S>(var several) ->
          several.size() == 1 ? states.id(several.get(0)) : choose(several);
    };
  }

  private int choose(List<S> several) {
    choices.add(several.stream().mapToInt(states::id).distinct().toArray());
    return -1 - choices.size();
  }
}
