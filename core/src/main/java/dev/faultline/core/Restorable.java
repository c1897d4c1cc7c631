package dev.faultline.core;

/**
 * A node that can hand out its state as a value and go back to it, which lets an exhaustive search
 * walk over states instead of running the world from its start again and again.
 */
public interface Restorable {
  /**
   * Everything that the node's future depends on, as an immutable value, such as a record. Two are
   * one state when their structure is equal; where that cannot be read, when they are equal by
   * {@code equals}. It must be cheap, and return the same object while nothing has changed.
   */
  Object state();

  /** Goes back to a state that {@link #state} returned before. */
  void restore(Object state);
}
