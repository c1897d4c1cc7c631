package dev.faultline.examples.microraft;

/**
 * What a client can ask of the replicated registers; a register that was never written holds {@link
 * #INITIAL}.
 */
public sealed interface RegisterOp {
  /** The value of a register before any write. */
  long INITIAL = 0;

  /** The register that the operation is about. */
  String key();

  /** Answers the value. */
  record Read(String key) implements RegisterOp {}

  /** Sets the value; answers it. */
  record Write(String key, long value) implements RegisterOp {}

  /**
   * Sets the value to {@code update} where it is {@code expected}; answers what the value was
   * before.
   */
  record CompareAndSet(String key, long expected, long update) implements RegisterOp {}
}
