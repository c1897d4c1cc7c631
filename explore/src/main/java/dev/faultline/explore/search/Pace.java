package dev.faultline.explore.search;

/**
 * At which of the points in what a node does a fault strikes next. The hazard at the k-th point is
 * about pace / (k + {@value #SOON}): early points have the most, and every tenfold has as much as
 * the next.
 */
final class Pace {
  private static final int SOON = 8;

  private static final double NEVER = 1e15;

  private Pace() {}

  /** The next point; drawn once for an incarnation and once after each strike. */
  static long next(KeyedStream random, double pace, long from) {
    if (pace <= 0) {
      return Long.MAX_VALUE;
    }
    // StrictMath: the same bits on every machine.
    double gap = SOON * (StrictMath.pow(1 - random.fraction(), -1 / pace) - 1);
    return gap < NEVER ? from + (long) gap : Long.MAX_VALUE;
  }
}
