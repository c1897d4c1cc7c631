package dev.faultline.chaos.monkey.process;

import java.io.IOException;

/** A process could not be struck, or the fault could not be undone. Its message is one line. */
public final class ProcessException extends IOException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** The kind of failure. */
  public enum Reason {
    /** The process no longer exists; another one may have its pid. */
    GONE,
    /** This user lacks the permission. */
    NOT_PERMITTED,
    /** It is one of those that are never struck. */
    PROTECTED,
    /** This machine cannot do it. */
    NOT_SUPPORTED,
    /** Any other error of the system. */
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
