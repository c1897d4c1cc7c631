package dev.faultline.sim.property;

import java.util.function.BooleanSupplier;

/** A condition that has to come true, once or several times. */
final class Awaited {
  final Property property;
  final BooleanSupplier condition;
  boolean met;

  /** Whether its deadline has come. */
  boolean judged;

  /** How many times it has still to come true. */
  private int missing;

  /** Whether it was true when it was last looked at. */
  private boolean was;

  Awaited(Property property, int times, BooleanSupplier condition) {
    this.property = property;
    this.missing = times;
    this.condition = condition;
  }

  void seen(boolean now) {
    if (now && !was && --missing == 0) {
      met = true;
    }
    was = now;
  }
}
