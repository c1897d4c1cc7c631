package dev.faultline.examples.races;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The races that the scenario knows, each as it is written at first and as it is mended. */
enum RaceKind {
  /** An adder and a multiplier on a variable (Petrov, Database Internals, figure 8-1). */
  FIGURE(Set.of(2, 3, 4, 6), Set.of(4, 6)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.GuardedFigure() : new Counters.Figure();
    }
  },
  /** Two threads count without a lock. */
  LOST_UPDATE(Set.of(1, 2), Set.of(2)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.Guarded() : new Counters.Plain();
    }
  },
  /** Each section has the lock, both together have not. */
  TWO_SECTIONS(Set.of(1, 2), Set.of(2)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Counters.OneSection() : new Counters.TwoSections();
    }
  },
  /** A key is looked up in a concurrent map, and put there if it is absent. */
  CHECK_THEN_ACT(Set.of(1, 2), Set.of(1)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Singletons.OneCall() : new Singletons.CheckThenAct();
    }
  },
  /** A value is made when it is first asked for. */
  LAZY_INITIALISATION(Set.of(1, 2), Set.of(1)) {
    @Override
    Race race(boolean mended) {
      return mended ? new Singletons.GuardedLazy() : new Singletons.Lazy();
    }
  };

  private final Set<Integer> possible;
  private final Set<Integer> right;

  RaceKind(Set<Integer> possible, Set<Integer> right) {
    this.possible = possible;
    this.right = right;
  }

  abstract Race race(boolean mended);

  /** All that can come of the race as it is written at first. */
  Set<Integer> possible() {
    return possible;
  }

  /** What comes of it when one thread goes after the other. */
  Set<Integer> right() {
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
