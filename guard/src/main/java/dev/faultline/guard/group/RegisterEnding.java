package dev.faultline.guard.group;

/** How an operation on a register ended. */
public sealed interface RegisterEnding<V> {
  /** A read returned a value. */
  record Read<V>(V value) implements RegisterEnding<V> {}

  /** A quorum has stored the written value, or a newer one. */
  record Written<V>() implements RegisterEnding<V> {}

  /**
   * The requested configuration is the only active one; members that are not in it may be stopped.
   */
  record Reconfigured<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * Another configuration was decided instead; the requested one will not be. Request it again if
   * it is still wanted.
   */
  record Overtaken<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * Several changes were decided during this request, and the first of them may have been this one,
   * since another member can complete a change that this one started. The newest configuration is
   * active. Request the change again if the newest is not the wanted one.
   */
  record Superseded<V>(Configuration configuration) implements RegisterEnding<V> {}

  /**
   * The deadline has passed. A read had no effect; a write or a change of members may have taken
   * effect, or may still do so.
   */
  record Late<V>() implements RegisterEnding<V> {}
}
