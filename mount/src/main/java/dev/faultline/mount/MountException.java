package dev.faultline.mount;

/** A mount that cannot be: says what was given, what is wrong with it, and what to do. */
public final class MountException extends Exception {
  private static final long serialVersionUID = 1;

  public MountException(String message) {
    super(message);
  }
}
