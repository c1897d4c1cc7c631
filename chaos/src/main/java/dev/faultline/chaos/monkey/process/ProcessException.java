package dev.faultline.chaos.monkey.process;

import java.io.IOException;

/** A process could not be struck, or not be set right again. Its message is one line. */
public final class ProcessException extends IOException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** There is no such process any more; another one may have its pid. */
    GONE,
    /** This user may not. */
    NOT_PERMITTED,
    /** It is one of those that are never struck. */
    PROTECTED,
    /** This machine cannot do it. */
    NOT_SUPPORTED,
    /** The system says something else. */
    SYSTEM
  }

  public ProcessException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
