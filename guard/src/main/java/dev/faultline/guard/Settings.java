package dev.faultline.guard;

import java.time.Duration;

/** Checks of what a user configures. Each message names the setting, its value and its range. */
public final class Settings {
  /** Half of what a long holds, so that a sum of two stays inside it: 146 years. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private Settings() {}

  /**
   * The value, if it is in the range.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static int within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d to %d".formatted(name, value, least, most));
    }
    return value;
  }

  /**
   * The value, if it is a number in the range.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static double within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s, expected %s to %s".formatted(name, value, least, most));
    }
    return value;
  }

  /**
   * The nanoseconds of a duration that has to be positive.
   *
   * @throws IllegalArgumentException if it is zero, negative, or longer than 146 years
   */
  public static long positiveNanos(String name, Duration value) {
    long nanos = nanos(name, value);
    if (nanos == 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
    }
    return nanos;
  }

  /**
   * The nanoseconds of a duration that may be zero.
   *
   * @throws IllegalArgumentException if it is negative or longer than 146 years
   */
  public static long nanos(String name, Duration value) {
    if (value.isNegative() || value.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected zero to 146 years");
    }
    return value.toNanos();
  }
}
