package dev.faultline.guard.time;

/** Nanoseconds, added so that what does not fit becomes the end of time and wraps nowhere. */
final class Nanos {
  static final long BILLION = 1_000_000_000;

  /** No source is worth anything that may be off by more. */
  static final long DAY = 86_400 * BILLION;

  private Nanos() {}

  static long plus(long one, long other) {
    long sum = one + other;
    if (((one ^ sum) & (other ^ sum)) >= 0) {
      return sum;
    }
    return one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  static long minus(long one, long other) {
    long difference = one - other;
    if (((one ^ other) & (one ^ difference)) >= 0) {
      return difference;
    }
    return one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  static long absolute(long nanos) {
    return nanos == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(nanos);
  }

  /**
   * By how much the time that passed may differ from what a clock has counted, whose rate is off by
   * at most ρ: it is {@code counted / (1 − ρ)} at most, so that is {@code counted × ρ / (1 − ρ)},
   * rounded up.
   *
   * @param counted 0 or more
   * @param ppb ρ in parts per billion, at most a tenth
   */
  static long drift(long counted, long ppb) {
    // Whole parts apart from the rest, since a product of the two would overflow.
    long slow = BILLION - ppb;
    long rest = (counted % slow * ppb + slow - 1) / slow;
    return counted / slow * ppb + rest;
  }
}
