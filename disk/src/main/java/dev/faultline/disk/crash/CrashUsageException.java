package dev.faultline.disk.crash;

import org.jspecify.annotations.Nullable;

/** Thrown for a mistake of the caller. The message is one line: what was wrong, and what to do. */
public final class CrashUsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CrashUsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
