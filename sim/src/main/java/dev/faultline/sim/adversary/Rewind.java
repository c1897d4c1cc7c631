package dev.faultline.sim.adversary;

import dev.faultline.sim.base.ModelException;

/** Takes a world back to a state that it was in before, for searches over states. */
public interface Rewind {
  /** The present state, for {@link #restore}. */
  Object save();

  /** Goes back; the agenda is that of the state afterwards. */
  void restore(Object saved);

  /**
   * A quick check whether the present state is the one that was restored last: no part of it has
   * changed since. False does not mean that they differ: states that came about differently may be
   * equal.
   *
   * @throws ModelException when something has happened that cannot be taken back
   */
  boolean unchanged();

  /**
   * The present state as numbers: equal for two states of this world exactly when the states are
   * equal by structure. Time is not part of it, except through the order of timers, and where the
   * world itself still has something to do at a time.
   */
  int[] signature();

  /**
   * The present state in 128 bits: equal for two states of worlds of one program in any JVMs
   * exactly when their signatures say that they are equal, as far as 128 bits tell them apart.
   *
   * @throws ModelException when something in it is told apart by its own {@code equals}
   */
  long[] digest();
}
