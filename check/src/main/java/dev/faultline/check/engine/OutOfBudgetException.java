package dev.faultline.check.engine;

/** Ends work when the budget is used up; the message becomes the reason of the verdict. */
public final class OutOfBudgetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the reason. */
  public OutOfBudgetException(String reason) {
    super(reason, null, false, false);
  }
}
