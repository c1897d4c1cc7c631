package dev.faultline.explore;

/** The target threw before a world of it could run; the cause is what it threw. */
public final class TargetException extends UsageException {
  private static final long serialVersionUID = 1L;

  TargetException(String during, Throwable cause) {
    super("the target threw while " + during + ": " + cause, cause);
  }
}
