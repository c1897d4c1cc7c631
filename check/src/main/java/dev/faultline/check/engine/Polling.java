package dev.faultline.check.engine;

import org.jspecify.annotations.Nullable;

/**
 * Lets passes over a whole history, which count no configurations, check the budget. Outside {@link
 * #under} there is no budget.
 */
public final class Polling {

  private static final ScopedValue<Meter> METER = ScopedValue.newInstance();
  private static final int STEPS_BETWEEN = 0xfff;

  private Polling() {}

  /** Runs work that ends with {@link OutOfBudgetException} when the meter's budget is used up. */
  public static <T extends @Nullable Object, X extends Throwable> T under(
      Meter meter, ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(METER, meter).call(work);
  }

  /**
   * Counts the memory that a pass keeps.
   *
   * @throws OutOfBudgetException if there is no memory for it
   */
  public static void occupy(long bytes) {
    if (METER.isBound() && !METER.get().spend(0, bytes)) {
      throw new OutOfBudgetException(METER.get().reason());
    }
  }

  /** Called at each step of a pass with the step's number; checks the budget at some of them. */
  public static void at(int step) {
    if ((step & STEPS_BETWEEN) == 0 && METER.isBound()) {
      METER.get().requireMore();
    }
  }
}
