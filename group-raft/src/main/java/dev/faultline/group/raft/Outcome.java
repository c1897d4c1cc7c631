package dev.faultline.group.raft;

import org.jspecify.annotations.Nullable;

/** The answer of a member to an {@link Ask}. */
public sealed interface Outcome {
  /** A session with this number was opened. */
  record Opened(long session) implements Outcome {}

  /** The machine's answer. */
  record Done(byte[] answer) implements Outcome {
    @Override
    public String toString() {
      return "done";
    }
  }

  /**
   * The machine threw an exception. For a command this is its outcome, as an answer is: the same at
   * all members and after each repetition, and the command is not executed again.
   *
   * @param problem the class and message of the exception
   */
  record Refused(String problem) implements Outcome {}

  /**
   * The group has dropped the session, because too many others were opened after its last command:
   * the command has no effect, unless an earlier attempt had one.
   */
  record Expired() implements Outcome {}

  /** A later command of the session was executed, so this one will not be executed any more. */
  record Overtaken() implements Outcome {}

  /**
   * This member is not the leader, or no longer is: the command may or may not take effect.
   *
   * @param leader the current leader, as far as it knows
   */
  record Elsewhere(@Nullable String leader) implements Outcome {}
}
