package dev.faultline.group.raft;

/** How a call of a {@link GroupClient} ended. */
public sealed interface CallEnding {
  /** It took effect, once, and this is its answer. */
  record Done(byte[] answer) implements CallEnding {}

  /**
   * The machine threw an exception, which is the answer. A command was executed once, up to there,
   * and will not be executed again.
   *
   * @param problem the class and message of the exception
   */
  record Refused(String problem) implements CallEnding {}

  /**
   * There was no answer in time. A command may have taken effect, or may still take effect, once.
   */
  record Late() implements CallEnding {}

  /**
   * The group has dropped the client's session, because too many others were opened, or somebody
   * else has used it. A command may have taken effect, once, but will not any more. The next call
   * opens another session.
   */
  record Forgotten() implements CallEnding {}
}
