package dev.faultline.explore;

import dev.faultline.sim.user.UserText;

/** The target threw before a world of it could run; the cause is what it threw. */
public final class TargetException extends UsageException {
  private static final long serialVersionUID = 1L;

  private TargetException(String during, Throwable cause) {
    super("the target threw while " + during + ": " + cause, cause);
  }

  /** Wraps what the target threw. Errors of the JVM or of Faultline are rethrown. */
  public static TargetException of(String during, Throwable thrown) {
    return new TargetException(during, UserText.itsOwn(thrown));
  }
}
