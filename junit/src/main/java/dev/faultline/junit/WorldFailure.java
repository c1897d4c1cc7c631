package dev.faultline.junit;

import org.jspecify.annotations.Nullable;

/** A world test has failed; the message tells how. */
public final class WorldFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  WorldFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
    // The frames of this extension tell nobody anything; the user's own are in the message and in
    // the cause.
    setStackTrace(new StackTraceElement[0]);
  }
}
