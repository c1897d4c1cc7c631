package dev.faultline.hook;

/**
 * Code in a world tried something that the world cannot schedule or repeat. An error, not an
 * exception, so that code that handles its own failures does not take it for one of them.
 */
public final class Escape extends Error {
  private static final long serialVersionUID = 1L;

  Escape(String message) {
    super(message);
  }
}
