package dev.faultline.check;

import java.util.function.Supplier;

/**
 * Turns off the work that checks do only for readers of reports. Minimizing the evidence of an
 * invalid history may cost a thousand times as much as finding it invalid, and a search that
 * repeats a check needs only the verdict.
 */
public final class Reports {
  private static final ScopedValue<Boolean> LEFT_OUT = ScopedValue.newInstance();

  private Reports() {}

  /** Runs checks without minimizing their evidence. Their verdicts are the same. */
  public static <T> T leftOut(Supplier<T> checks) {
    return ScopedValue.where(LEFT_OUT, true).call(checks::get);
  }

  /** Whether this thread is inside {@link #leftOut}. */
  public static boolean areLeftOut() {
    return LEFT_OUT.isBound();
  }
}
