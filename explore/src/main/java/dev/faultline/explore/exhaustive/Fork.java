package dev.faultline.explore.exhaustive;

/** A point in a run where it may go on in several ways. */
sealed interface Fork permits Moment, Fork.Choice {
  /** Goes on to the next way; false when there is none left. */
  boolean next();

  /** A number that is chosen. */
  final class Choice implements Fork {
    private final long bound;
    private long chosen;

    Choice(long bound) {
      this.bound = bound;
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
