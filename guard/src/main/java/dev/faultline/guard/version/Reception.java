package dev.faultline.guard.version;

/** What becomes of a stamped message at its receiver. */
public sealed interface Reception<M> {
  /** Both sides have the same views: the message means the same to both. */
  record Accepted<M>(M message) implements Reception<M> {}

  /** They have not: the message must not be looked at, and the refusal goes back to its sender. */
  record Refused<M>(Refusal refusal) implements Reception<M> {}
}
