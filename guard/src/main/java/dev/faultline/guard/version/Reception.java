package dev.faultline.guard.version;

/** The decision of the receiver about a stamped message. */
public sealed interface Reception<M> {
  /** Accepted: both sides have the same views, so the message means the same to both. */
  record Accepted<M>(M message) implements Reception<M> {}

  /**
   * Refused: the views differ. The message must not be processed, and the refusal goes back to its
   * sender.
   */
  record Refused<M>(Refusal refusal) implements Reception<M> {}
}
