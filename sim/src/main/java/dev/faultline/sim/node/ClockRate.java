package dev.faultline.sim.node;

import dev.faultline.sim.base.SimTime;

/**
 * How a clock relates to simulated time from some moment on: both instants of that moment, and how
 * much faster than simulated time the clock runs.
 *
 * @param ppm parts per million, between −1,000,000 and 1,000,000, both exclusive
 */
public record ClockRate(long anchorTrue, long anchorLocal, long ppm) {
  private static final long MILLION = 1_000_000;

  /** Times beyond this one are as good as never. */
  private static final long NEVER = Long.MAX_VALUE / 4;

  static final ClockRate TRUE = new ClockRate(0, 0, 0);

  /** What the clock shows at a simulated time that does not lie before the anchor. */
  public long localAt(long time) {
    long elapsed = time - anchorTrue;
    if (ppm == 0) {
      return anchorLocal + elapsed;
    }
    // Split, so that a long world does not overflow: elapsed × ppm may exceed 2⁶³.
    return anchorLocal + elapsed + elapsed / MILLION * ppm + elapsed % MILLION * ppm / MILLION;
  }

  /** The first simulated time at which the clock shows {@code local} or more. */
  public long trueAt(long local) {
    long ahead = local - anchorLocal;
    if (ahead <= 0) {
      return anchorTrue;
    }
    if (ppm == 0) {
      return SimTime.plus(anchorTrue, ahead);
    }
    double estimate = (double) ahead * MILLION / (MILLION + ppm);
    if (estimate >= NEVER) {
      return Long.MAX_VALUE;
    }
    // To the nanosecond: a timer that is early by one on its own clock is a bug in the program's
    // eyes.
    long slack = 2 * MILLION + (long) (estimate * 0x1.0p-40);
    long low = anchorTrue + Math.max(0, (long) estimate - slack);
    long high = anchorTrue + (long) estimate + slack;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (localAt(middle) >= local) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The rate from {@code time} on, without a jump. */
  ClockRate changed(long time, long newPpm) {
    return new ClockRate(time, localAt(time), newPpm);
  }
}
