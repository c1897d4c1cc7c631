package dev.faultline.group.raft;

/** How a call of a {@link GroupClient} ended. */
public sealed interface CallEnding {
  /** It took effect, once, and this is its answer. */
  record Done(byte[] answer) implements CallEnding {}

  /** There was no answer in time. A command may have taken effect, or may do so yet, once. */
  record Late() implements CallEnding {}

  /**
   * The group has forgotten the client's session, after too many others. A command may have taken
   * effect, once, and never will from now on. The next call opens another session.
   */
  record Forgotten() implements CallEnding {}
}
