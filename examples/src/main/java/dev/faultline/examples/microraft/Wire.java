package dev.faultline.examples.microraft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels between the servers and those who use them; the servers' own messages are
 * MicroRaft's business.
 */
public sealed interface Wire {
  /**
   * One attempt at an operation.
   *
   * <p>The network may deliver a datagram twice, long after the server has answered it, and that
   * must not count as a second proposal of the same operation. A server remembers the last attempt
   * that it took from each client, and an attempt names the incarnation of the server that it is
   * meant for, since a later incarnation remembers nothing.
   *
   * @param attempt counts up through everything that this client sends
   * @param incarnation of the server; 0 when the client does not know it yet
   */
  record Request(long attempt, int incarnation, RegisterOp op) implements Wire {}

  /** The answer to the attempt of that number. */
  record Reply(long attempt, Answer answer) implements Wire {}

  /** The operator asks who the members are, as the leader knows. */
  record AskMembers(long number) implements Wire {}

  /**
   * Who the members are.
   *
   * @param endpoint who answers
   * @param committed up to which index the sender knows the log to be committed
   * @param leader whether the sender thinks that it leads; only then the rest means anything
   * @param commitIndex of this list of members, which a change has to name
   * @param members all endpoints
   * @param voters those of them that vote
   */
  record Members(
      long number,
      String endpoint,
      long committed,
      boolean leader,
      long commitIndex,
      List<String> members,
      List<String> voters)
      implements Wire {}

  /** The operator asks for a change of the membership that was committed at {@code commitIndex}. */
  record ChangeMembers(Change change, String endpoint, long commitIndex) implements Wire {}

  /** The operator has a server forget everything and wait to be added under a new name. */
  record Replace(String newEndpoint) implements Wire {}

  /** A change of the membership. */
  enum Change {
    ADD_LEARNER,
    PROMOTE,
    REMOVE
  }

  /** How an attempt ended. */
  sealed interface Answer {
    /** It took effect. */
    record Done(long value) implements Answer {}

    /** It certainly did not and will not take effect; perhaps another server knows better. */
    record Refused(String reason, @Nullable String leader) implements Answer {}

    /** It was meant for another incarnation of the server, so it was not tried. */
    record OtherIncarnation(int incarnation) implements Answer {}

    /** Nobody knows. */
    record Unknown(String reason) implements Answer {}
  }
}
