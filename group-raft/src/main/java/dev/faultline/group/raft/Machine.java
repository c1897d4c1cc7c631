package dev.faultline.group.raft;

/**
 * What all members keep together. It has to be deterministic: what a command answers and does
 * depends on nothing but the commands before it.
 *
 * <p>Called by the thread that calls its {@link Replica}.
 */
public interface Machine {
  /** Carries out a command, on every member, and returns its answer. */
  byte[] apply(byte[] command);

  /** Answers a question, and changes nothing. */
  byte[] query(byte[] question);

  /** All of its state. */
  byte[] save();

  /** Takes over a state that {@link #save} returned somewhere. */
  void load(byte[] state);
}
