package dev.faultline.chaos.toxic;

/** Checks of attributes. */
final class Attributes {
  private Attributes() {}

  static void notNegative(long value, String name) {
    if (value < 0) {
      throw new AttributeException(name, value, "0 or more");
    }
  }

  static void positive(long value, String name) {
    if (value < 1) {
      throw new AttributeException(name, value, "at least 1");
    }
  }

  static void share(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new AttributeException(name, value, "0 to 1");
    }
  }
}
