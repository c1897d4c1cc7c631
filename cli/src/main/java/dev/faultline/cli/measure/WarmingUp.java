package dev.faultline.cli.measure;

import java.util.Arrays;

/**
 * Decides when a contestant is warm: the rates of the last three windows of time differ by 5 % at
 * most, or the limit is reached. Compiling, buffers that are touched for the first time and windows
 * of congestion control keep a rate from being steady, and how long that takes differs from one
 * contestant to the next.
 */
final class WarmingUp {
  private static final int WINDOWS = 3;
  private static final double SPREAD = 0.05;

  private final long startNanos;
  private final long windowNanos;
  private final long limitNanos;
  private final double[] rates = new double[WINDOWS];
  private int windows;
  private long windowStart;
  private long countAtStart;
  private WarmUp result = new WarmUp(0, false);

  /**
   * @param nowNanos when it begins
   * @param windowNanos how long each window is at least
   * @param limitNanos after which it is over in any case; 0 for no warm-up
   */
  WarmingUp(long nowNanos, long windowNanos, long limitNanos) {
    startNanos = nowNanos;
    windowStart = nowNanos;
    this.windowNanos = windowNanos;
    this.limitNanos = limitNanos;
  }

  /**
   * Returns whether the warm-up is over.
   *
   * @param count of all messages so far
   */
  boolean over(long nowNanos, long count) {
    boolean steady = false;
    if (nowNanos - windowStart >= windowNanos && nowNanos > windowStart) {
      rates[windows++ % WINDOWS] =
          (double) (count - countAtStart) / (double) (nowNanos - windowStart);
      windowStart = nowNanos;
      countAtStart = count;
      steady = windows >= WINDOWS && spread() <= SPREAD;
    }
    result = new WarmUp((nowNanos - startNanos) / 1e9, steady);
    return steady || nowNanos - startNanos >= limitNanos;
  }

  /** As of the last call of {@link #over}. */
  WarmUp result() {
    return result;
  }

  private double spread() {
    double most = Arrays.stream(rates).max().orElseThrow();
    double least = Arrays.stream(rates).min().orElseThrow();
    // Nothing at all is not a steady rate.
    return most == 0 ? 1 : (most - least) / most;
  }
}
