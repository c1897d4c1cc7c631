package dev.faultline.chaos.toxic;

/** Checks of attributes, whose messages name the attribute as the interface spells it. */
final class Attributes {
  private Attributes() {}

  static void notNegative(long value, String name) {
    if (value < 0) {
      throw new AttributeException(name, value, "0 or more");
    }
  }
}
