package dev.faultline.group.raft;

import org.jspecify.annotations.Nullable;

/** What a member answers to an {@link Ask}. */
public sealed interface Outcome {
  /** There is a session of this number now. */
  record Opened(long session) implements Outcome {}

  /** The machine's answer. */
  record Done(byte[] answer) implements Outcome {
    @Override
    public String toString() {
      return "done";
    }
  }

  /**
   * The group has forgotten the session, since too many were opened after its last command: the
   * command has no effect, unless an earlier attempt at it had one.
   */
  record Expired() implements Outcome {}

  /** A later command of the session was carried out, so this one never is from now on. */
  record Overtaken() implements Outcome {}

  /**
   * This member does not lead, or has lost its lead: whether the command has an effect is not said.
   *
   * @param leader who does, as far as it knows
   */
  record Elsewhere(@Nullable String leader) implements Outcome {}
}
