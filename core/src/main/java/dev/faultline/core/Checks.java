package dev.faultline.core;

import java.time.Duration;

/** Argument checks whose messages name the value, what was expected, and the parameter. */
final class Checks {
  private Checks() {}

  static void positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
    }
  }

  static void notNegative(Duration value, String name) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is " + value + ", expected zero or more");
    }
  }

  static void rate(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 0 to 1");
    }
  }

  static void name(String value, String name) {
    Names.check(value, name);
  }
}
