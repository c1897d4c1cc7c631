package dev.faultline.chaos.stage;

/** Times that stay right however large the numbers are that users give. */
final class Nanos {
  private Nanos() {}

  /** The nanoseconds of so many milliseconds, or the most that a time can be. */
  static long ofMillis(long millis) {
    return saturated(millis, 1_000_000);
  }

  static long ofMicros(long micros) {
    return saturated(micros, 1_000);
  }

  /** A sum of two that are not negative, or the most that a time can be. */
  static long plus(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long saturated(long value, long factor) {
    return value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
  }
}
