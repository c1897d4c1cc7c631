package dev.faultline.check.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where passes over a whole history, which count no configurations, ask whether to go on. Outside
 * of {@link #under} they always may.
 */
public final class Polling {

  private static final ScopedValue<Meter> METER = ScopedValue.newInstance();
  private static final int STEPS_BETWEEN = 0xfff;

  private Polling() {}

  /** Runs work that ends with {@link OutOfBudgetException} when the meter has no more to give. */
  public static <T extends @Nullable Object, X extends Throwable> T under(
      Meter meter, ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(METER, meter).call(work);
  }

  /**
   * Counts what a pass keeps.
   *
   * @throws OutOfBudgetException if there is no memory for it
   */
  public static void occupy(long bytes) {
    if (METER.isBound() && !METER.get().spend(0, bytes)) {
      throw new OutOfBudgetException(METER.get().reason());
    }
  }

  /** Called at each step of a pass with the step's number; looks at the budget at a few of them. */
  public static void at(int step) {
    if ((step & STEPS_BETWEEN) == 0 && METER.isBound()) {
      METER.get().requireMore();
    }
  }
}
