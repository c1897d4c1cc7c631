package dev.faultline.sim.adversary;

import dev.faultline.sim.base.ModelException;

/** Takes a world back to a state that it was in before, for searches over states. */
public interface Rewind {
  /** The present state, for {@link #restore}. */
  Object save();

  /** Goes back; the agenda is that of the state afterwards. */
  void restore(Object saved);

  /**
   * Whether the present state is, at a glance, the one that was restored last: nothing that is a
   * part of it has changed since. False says nothing: states that came about differently may be
   * equal.
   *
   * @throws ModelException when something has happened that cannot be taken back
   */
  boolean unchanged();

  /**
   * The present state in numbers: equal for two states of this world exactly when the states are
   * equal. They are compared by their structure. Time is no part of it, except through the order of
   * timers, and where the world itself is still to do something at a time.
   */
  int[] signature();
}
