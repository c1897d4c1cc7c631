package dev.faultline.guard.crdt;

/**
 * A replica of a conflict-free replicated data type: each replica changes its data without asking
 * the others (Shapiro and others, <i>Conflict-free Replicated Data Types</i>, SSS 2011). Each
 * change returns a delta, which is a small state (Almeida, Shoker, Baquero, <i>Delta State
 * Replicated Data Types</i>, JPDC 2018). Deltas and states may be lost, duplicated and reordered on
 * the way: two replicas that know the same changes are equal, no matter how they learned of them. A
 * lost delta is made up for by the next {@link #state()}.
 *
 * <p>Each replica needs a unique name for the lifetime of its state. A replica that lost changes
 * that it had already sent, because it crashed before they were durable, has to continue under
 * another name. So make a change durable before you send its delta.
 *
 * <p>Not thread-safe: its owner calls it; {@link SharedCrdt} is for several threads. States are
 * immutable as far as what is kept in them is.
 *
 * @param <S> the states and deltas that replicas exchange
 */
public interface Crdt<S> {
  /** The whole state of this replica. */
  S state();

  /**
   * Merges the state or a delta of another replica.
   *
   * @return whether it contained anything new
   * @throws SharedNameException if two replicas have used one name
   */
  boolean merge(S state);
}
