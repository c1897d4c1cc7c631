package dev.faultline.guard.queue;

/**
 * How much of a wait is left, for a thread that reads a clock which may be set back: a step back
 * takes nothing from the wait and adds nothing.
 *
 * <p>Not thread-safe: the thread that waits owns it, so two of its readings never come in the other
 * order.
 */
final class Patience {
  private long last;
  private long left;

  /**
   * A wait that begins now.
   *
   * @param nanos how long it takes; what is negative is over at once
   */
  Patience(long nanos, long nowNanos) {
    left = Math.max(0, nanos);
    last = nowNanos;
  }

  /** How much is left, in nanoseconds, 0 when it is over. */
  long left(long nowNanos) {
    long passed = nowNanos - last;
    last = nowNanos;
    if (passed > 0) {
      left = Math.max(0, left - passed);
    }
    return left;
  }
}
