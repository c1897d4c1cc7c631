package dev.faultline.sim;

import java.time.Duration;

/** Simulated time as people read it. */
public final class SimTime {
  private SimTime() {}

  /**
   * Seconds with as many digits as the time has, at least three: {@code 12.345s}, {@code
   * 0.000000001s}.
   */
  public static String text(long nanos) {
    long magnitude = Math.abs(nanos);
    String fraction = String.format("%09d", magnitude % 1_000_000_000L);
    int end = 9;
    while (end > 3 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    return (nanos < 0 ? "-" : "")
        + magnitude / 1_000_000_000L
        + "."
        + fraction.substring(0, end)
        + "s";
  }

  /** The nanoseconds of a duration, or the largest number there is where it is longer. */
  static long saturatedNanos(Duration duration) {
    return duration.getSeconds() >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  /** The sum, or the largest number there is. */
  static long plus(long nanos, long delay) {
    long sum = nanos + delay;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }
}
