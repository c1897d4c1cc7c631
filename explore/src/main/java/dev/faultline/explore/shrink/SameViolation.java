package dev.faultline.explore.shrink;

import dev.faultline.sim.trace.Violation;

/** When two runs break the same thing. */
public final class SameViolation {
  private SameViolation() {}

  /** The same property, and seen in the same way: a condition that fails is not one that throws. */
  public static boolean of(Violation before, Violation now) {
    return now.property().equals(before.property())
        && now.judged() == before.judged()
        && thrown(now).equals(thrown(before));
  }

  private static String thrown(Violation violation) {
    Throwable thrown = violation.thrown();
    return thrown == null ? "" : thrown.getClass().getName();
  }
}
