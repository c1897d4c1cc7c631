package dev.faultline.explore.exhaustive;

import org.jspecify.annotations.Nullable;

/** A point in a run where it may go on in several ways. */
sealed interface Fork permits Moment, Fork.Choice, Outline {
  /** Goes on to the next way; false when there is none left. */
  boolean next();

  /** A number that is chosen. */
  final class Choice implements Fork {
    private final long bound;
    private long chosen;

    Choice(long bound) {
      this(bound, 0);
    }

    private Choice(long bound, long chosen) {
      this.bound = bound;
      this.chosen = chosen;
    }

    /** The choice of an outline, which has to have that bound; null where it has not. */
    static @Nullable Choice of(Outline outline, long bound) {
      return outline.isMoment() || outline.ways() != bound
          ? null
          : new Choice(bound, outline.chosen());
    }

    Outline outline() {
      return Outline.choice(bound, chosen);
    }

    long chosen() {
      return chosen;
    }

    @Override
    public boolean next() {
      chosen++;
      return chosen < bound;
    }
  }
}
