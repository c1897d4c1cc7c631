package dev.faultline.hook;

/**
 * Ends a thread whose incarnation is over. An error, so that code which handles its own failures
 * does not take it for one of them; without a stack, because it is thrown in every thread of every
 * world.
 */
public final class Unwound extends Error {
  private static final long serialVersionUID = 1L;

  static final Unwound NOW = new Unwound();

  private Unwound() {
    super("the incarnation of this thread is over", null, false, false);
  }
}
