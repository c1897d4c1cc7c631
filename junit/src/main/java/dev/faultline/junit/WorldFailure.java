package dev.faultline.junit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A world test has failed; the message describes the failure. */
public final class WorldFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** A failure that is not the violation of a property. */
  WorldFailure(String message) {
    this(message, null, List.of());
  }

  /**
   * A violation.
   *
   * @param cause what the program threw, or null
   * @param declared where the program declared the property, innermost frame first
   */
  WorldFailure(String message, @Nullable Throwable cause, List<StackTraceElement> declared) {
    super(message, cause);
    // The frames of this extension do not help a reader. The frames of the property's declaration
    // are in the user's code, so an IDE leads from the failure to the line that declares it.
    setStackTrace(declared.toArray(StackTraceElement[]::new));
  }
}
