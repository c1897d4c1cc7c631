package dev.faultline.junit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A world test has failed; the message tells how. */
public final class WorldFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** Something that is not about a property. */
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
    // The frames of this extension are of no use to a reader. Those of the property's declaration
    // are
    // the
    // user's own, so that an IDE leads from the failure to the line that says what should hold.
    setStackTrace(declared.toArray(StackTraceElement[]::new));
  }
}
