package dev.faultline.group.raft;

/**
 * The replicated state machine. It has to be deterministic: the answer and the effect of a command
 * depend only on the commands before it.
 *
 * <p>An exception of {@link #apply} is an answer like any other, {@link Outcome.Refused}, so its
 * class, its message and what the command changed before it have to be the same at all members. An
 * {@link Error} of {@code apply}, and anything thrown by {@link #save} or {@link #load}, stops the
 * member, as the other members may not have met it.
 *
 * <p>Called by the thread that calls its {@link Replica}.
 */
public interface Machine {
  /** Executes a command, on every member, and returns its answer. */
  byte[] apply(byte[] command);

  /** Answers a query, and changes nothing. */
  byte[] query(byte[] question);

  /** Encodes the whole state. */
  byte[] save();

  /** Replaces the state by one that {@link #save} returned, on this or another member. */
  void load(byte[] state);
}
