package dev.faultline.check.engine;

/** Ends work for which there is no budget; the message is the reason of the verdict. */
public final class OutOfBudgetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the reason. */
  public OutOfBudgetException(String reason) {
    super(reason, null, false, false);
  }
}
