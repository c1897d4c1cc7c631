package dev.faultline.disk.crash;

import org.jspecify.annotations.Nullable;

/** The caller's mistake, in one line: what was wrong, and what to do. */
public final class CrashUsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CrashUsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
