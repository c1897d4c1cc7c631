package dev.faultline.sim.base;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Simulated time as people read it. */
public final class SimTime {
  private SimTime() {}

  /**
   * Seconds with as many digits as the time has, at least three: {@code 12.345s}, {@code
   * 0.000000001s}.
   */
  public static String text(long nanos) {
    long magnitude = Math.abs(nanos);
    String fraction = String.format(Locale.ROOT, "%09d", magnitude % 1_000_000_000L);
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
  public static long saturatedNanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /** The same of a duration that must not be negative. */
  public static long nanos(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " is " + duration + ", expected zero or more");
    }
    return saturatedNanos(duration);
  }

  /** The same of a duration up to which something may take, so that one more is a number still. */
  public static long most(Duration duration, String name) {
    return Math.min(nanos(duration, name), Long.MAX_VALUE - 1);
  }

  /** The sum, or the largest number there is. */
  public static long plus(long nanos, long delay) {
    long sum = nanos + delay;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }
}
