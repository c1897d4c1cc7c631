package dev.faultline.runtime.secure;

/** A key, or a file that should hold one, is invalid; the message says what is wrong. */
public final class KeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  KeyException(String message) {
    super(message);
  }

  KeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
