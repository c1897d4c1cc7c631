package dev.faultline.runtime.log;

/** A log cannot be opened, or can no longer be used. The message says which, where and why. */
public sealed class LogException extends RuntimeException permits CorruptLogException {
  private static final long serialVersionUID = 1L;

  /** A log that cannot be used, for this reason. */
  public LogException(String message) {
    super(message);
  }

  LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
