package dev.faultline.check;

import java.util.function.Supplier;

/**
 * Leaves out what checks do only for people. Making the evidence of an invalid history small may
 * cost a thousand times as much as knowing that it is invalid, and a search that runs a check again
 * and again wants to know no more than that.
 */
public final class Reports {
  private static final ScopedValue<Boolean> LEFT_OUT = ScopedValue.newInstance();

  private Reports() {}

  /**
   * Runs checks whose verdicts are the same as ever, with evidence that is as large as it was
   * found.
   */
  public static <T> T leftOut(Supplier<T> checks) {
    return ScopedValue.where(LEFT_OUT, true).call(checks::get);
  }

  /** Whether this thread's caller wants no more than the verdict. */
  public static boolean areLeftOut() {
    return LEFT_OUT.isBound();
  }
}
