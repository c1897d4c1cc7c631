package dev.faultline.chaos.monkey.undo;

/**
 * What came of an undo.
 *
 * @param done whether the fault is over
 * @param said in one line
 * @param bit false where it is known that the fault changed nothing while it lasted
 */
public record Undone(boolean done, String said, boolean bit) {
  /** Of a fault of which nobody counts what it changed. */
  Undone(boolean done, String said) {
    this(done, said, true);
  }
}
