package dev.faultline.explore;

/**
 * The caller's mistake, in one line: the value that was wrong, what was expected, and what to do.
 */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
