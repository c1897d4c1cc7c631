package dev.faultline.mount;

/**
 * Thrown when mounting or a command to a mount fails. The message says what was given, what is
 * wrong with it, and what to do.
 */
public final class MountException extends Exception {
  private static final long serialVersionUID = 1;

  public MountException(String message) {
    super(message);
  }
}
