package dev.faultline.guard.group;

/** Two processes know other members for the same epoch. */
final class ForeignGroupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForeignGroupException(String message) {
    super(message);
  }
}
