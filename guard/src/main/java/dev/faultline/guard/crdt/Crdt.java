package dev.faultline.guard.crdt;

/**
 * A replica of data that each replica changes on its own, without asking the others (Shapiro and
 * others, <i>Conflict-free Replicated Data Types</i>, SSS 2011). Each change returns a delta, which
 * is a small state (Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>, JPDC 2018).
 * What others are told, deltas or whole states, may be lost, repeated and overtaken: two replicas
 * that know of the same changes are equal, however they have heard of them. What was lost comes
 * with the next {@link #state()}.
 *
 * <p>Each replica needs a name of its own, for as long as its state lives: one that has forgotten
 * what it had told others, because it crashed before it was durable, has to go on under another
 * name. Make a change durable before its delta leaves.
 *
 * <p>Not thread-safe: its owner calls it; {@link SharedCrdt} is for several threads. States are
 * immutable as far as what is kept in them is.
 *
 * @param <S> what replicas tell each other
 */
public interface Crdt<S> {
  /** All that this replica knows. */
  S state();

  /**
   * Takes what another replica knows, or a part of it.
   *
   * @return whether there was anything new in it
   * @throws SharedNameException if two replicas have used one name
   */
  boolean merge(S state);
}
