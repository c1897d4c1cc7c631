package dev.faultline.sim.property;

import java.util.function.BooleanSupplier;

/** A condition that says why it does not hold. */
public interface Reasoned extends BooleanSupplier {
  /** Why it did not hold when it was asked last; empty where it held, or does not know. */
  String reason();

  /**
   * What was seen of a condition that does not hold.
   *
   * @param otherwise what is said where it gives no reason
   */
  static String of(BooleanSupplier condition, String otherwise) {
    return condition instanceof Reasoned reasoned && !reasoned.reason().isEmpty()
        ? reasoned.reason()
        : otherwise;
  }
}
