package dev.faultline.examples.races;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The races that the scenario knows, each as it is written at first and as it is mended. */
enum RaceKind {
  /** An adder and a multiplier on a variable (Petrov, Database Internals, figure 8-1). */
  FIGURE(outcomes(2, 3, 4, 6), outcomes(4, 6)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.GuardedFigure() : new Counters.Figure();
    }
  },
  /** Two threads count without a lock. */
  LOST_UPDATE(outcomes(1, 2), outcomes(2)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.Guarded() : new Counters.Plain();
    }
  },
  /** Each section has the lock, both together have not. */
  TWO_SECTIONS(outcomes(1, 2), outcomes(2)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.OneSection() : new Counters.TwoSections();
    }
  },
  /** A key is looked up in a concurrent map, and put there if it is absent. */
  CHECK_THEN_ACT(outcomes(1, 2), outcomes(1)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Singletons.OneCall() : new Singletons.CheckThenAct();
    }
  },
  /** A value is made when it is first asked for. */
  LAZY_INITIALISATION(outcomes(1, 2), outcomes(1)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Singletons.GuardedLazy() : new Singletons.Lazy();
    }
  };

  private final SortedSet<Integer> possible;
  private final SortedSet<Integer> right;

  RaceKind(SortedSet<Integer> possible, SortedSet<Integer> right) {
    this.possible = possible;
    this.right = right;
  }

  private static SortedSet<Integer> outcomes(Integer... values) {
    return new TreeSet<>(Arrays.asList(values));
  }

  abstract Race race(boolean mended);

  /** All that can come of the race as it is written at first. */
  SortedSet<Integer> possible() {
    return possible;
  }

  /** What comes of it when one thread goes after the other. */
  SortedSet<Integer> right() {
    return right;
  }

  /** As in a setting. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> texts() {
    return List.of(values()).stream().map(RaceKind::text).toList();
  }
}
