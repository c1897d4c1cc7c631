package dev.faultline.guard.group;

/** How an operation on a register ended. */
public sealed interface RegisterEnding<V> {
  /** What was read. */
  record Read<V>(V value) implements RegisterEnding<V> {}

  /** A quorum holds what was written, or something newer. */
  record Written<V>() implements RegisterEnding<V> {}

  /** The configuration that was asked for is the only one in force; those before it may leave. */
  record Reconfigured<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * Another configuration was decided to be the next, and this one never is. Ask again, if it is
   * still wanted.
   */
  record Overtaken<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * Several changes came while this one was asked for, and the first of them may have been this
   * one: a change that one member asks for can be decided by another. What is newest is in force.
   * Ask again, if it is not what is wanted.
   */
  record Superseded<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * The deadline has passed. A read had no effect; a write or another configuration may have taken
   * effect, or may do so yet.
   */
  record Late<V>() implements RegisterEnding<V> {}
}
