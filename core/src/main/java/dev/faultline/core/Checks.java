package dev.faultline.core;

import java.time.Duration;

/** Checks of user settings. Each message names the setting, its value and its range. */
public final class Checks {
  /** Half the range of a long, so that a sum of two does not overflow: 146 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Checks() {}

  /**
   * The value, if it is in the range.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static int within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
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
          name + " is " + value + ", expected " + least + " to " + most);
    }
    return value;
  }

  /**
   * The nanoseconds of a duration that must be positive.
   *
   * @throws IllegalArgumentException if it is zero, negative, or longer than 146 years
   */
  public static long positiveNanos(String name, Duration value) {
    positive(name, value);
    return nanos(name, value);
  }

  /**
   * The nanoseconds of a duration that may be zero.
   *
   * @throws IllegalArgumentException if it is negative or longer than 146 years
   */
  public static long nanos(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected zero to 146 years");
    }
    return value.toNanos();
  }

  static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
    }
  }

  static void rate(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 0 to 1");
    }
  }

  static void name(String name, String value) {
    Names.check(value, name);
  }
}
