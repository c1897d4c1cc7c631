package dev.faultline.examples.microraft.server;

import dev.faultline.examples.microraft.Wire.Answer;
import io.microraft.RaftEndpoint;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import io.microraft.exception.RaftException;
import org.jspecify.annotations.Nullable;

/**
 * What MicroRaft's exceptions say about an operation.
 *
 * <ul>
 *   <li>{@code NotLeaderException}: it never got into a leader's log, or its entry was cut out of
 *       the log again because a later leader had committed something else in its place: refused for
 *       good.
 *   <li>{@code CannotReplicateException}: the leader had no room or was not ready, and has not
 *       appended it: refused.
 *   <li>{@code IllegalStateException}: the node is not running, or its log is full: refused before
 *       anything was appended.
 *   <li>{@code IndeterminateStateException} and everything else, such as an internal failure:
 *       nobody knows.
 * </ul>
 */
final class Answers {
  private Answers() {}

  static Answer of(Throwable failure) {
    return switch (failure) {
      case NotLeaderException notLeader -> new Answer.Refused("not leader", leader(notLeader));
      case CannotReplicateException busy -> new Answer.Refused("cannot replicate", leader(busy));
      case IllegalStateException notRunning -> new Answer.Refused("not running", null);
      default -> new Answer.Unknown(failure.getClass().getSimpleName());
    };
  }

  private static @Nullable String leader(RaftException failure) {
    RaftEndpoint leader = failure.getLeader();
    return leader == null ? null : (String) leader.getId();
  }
}
