package dev.faultline.junit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The real time that all world tests of this JVM may take together; it runs from the first of them.
 */
final class SuiteBudget {
  private static final long START = System.nanoTime();

  private SuiteBudget() {}

  static boolean spent(@Nullable Duration budget) {
    return budget != null && System.nanoTime() - START > budget.toNanos();
  }
}
