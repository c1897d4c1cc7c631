package dev.faultline.link;

import java.time.Duration;

/** Checks that options are in their ranges; each throws {@link IllegalArgumentException}. */
final class OptionRanges {
  static final Duration NANO = Duration.ofNanos(1);
  static final Duration MINUTE = Duration.ofMinutes(1);

  private OptionRanges() {}

  static void between(String name, int value, int least, int most) {
    check(value >= least && value <= most, name, value, least + " to " + most);
  }

  static void powerOfTwo(String name, int value) {
    check(
        value >= 2 && value <= 1 << 20 && Integer.bitCount(value) == 1,
        name,
        value,
        "a power of two from 2 to " + (1 << 20));
  }

  static void atLeast(String name, long value, long least) {
    check(value >= least, name, value, least + " or more");
  }

  static void between(String name, Duration value, Duration least, Duration most) {
    check(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        name,
        value,
        least + " to " + most);
  }

  static void positive(String name, Duration value) {
    check(value.isPositive(), name, value, "more than 0");
  }

  static void notNegative(String name, Duration value) {
    check(!value.isNegative(), name, value, "0 or more");
  }

  private static void check(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
  }
}
