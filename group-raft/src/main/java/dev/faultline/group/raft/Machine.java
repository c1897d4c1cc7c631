package dev.faultline.group.raft;

/**
 * The replicated state machine. It has to be deterministic: the answer and the effect of a command
 * depend only on the commands before it.
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
