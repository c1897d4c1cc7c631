package dev.faultline.chaos.monkey.undo;

/**
 * The result of an undo.
 *
 * @param done whether the fault is over
 * @param said the result in one line
 * @param bit false if the fault is known to have changed nothing while it lasted
 */
public record Undone(boolean done, String said, boolean bit) {
  /** The result for a fault whose effect is not counted. */
  Undone(boolean done, String said) {
    this(done, said, true);
  }
}
