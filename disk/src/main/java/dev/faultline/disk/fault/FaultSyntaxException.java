package dev.faultline.disk.fault;

import org.jspecify.annotations.Nullable;

/** A rule that cannot be read: which line and which field, what was expected, and what came. */
public final class FaultSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String field;
  private final String reason;

  FaultSyntaxException(int line, String field, String reason, @Nullable Throwable cause) {
    super("line " + line + ", " + field + ": " + reason, cause);
    this.line = line;
    this.field = field;
    this.reason = reason;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The field, such as {@code errno}; {@code effect} and {@code calls} for the first two words. */
  public String field() {
    return field;
  }

  /** What was expected, and what came. */
  public String reason() {
    return reason;
  }
}
