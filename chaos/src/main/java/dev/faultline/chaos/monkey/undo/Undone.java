package dev.faultline.chaos.monkey.undo;

/**
 * The result of an undo.
 *
 * @param done whether the fault is over
 * @param said the result in one line
 * @param bit false if the fault is known to have changed nothing while it lasted
 */
public record Undone(boolean done, String said, boolean bit) {
  /** Of a fault of which nobody counts what it changed. */
  Undone(boolean done, String said) {
    this(done, said, true);
  }
}
