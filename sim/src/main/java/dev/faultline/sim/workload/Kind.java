package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Outcome;

/**
 * A kind of object that clients use: its model, and what a client learns from answers. Implement it
 * for an object of your own; a lambda that returns the model is enough where no operation depends
 * on earlier answers.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
@FunctionalInterface
public interface Kind<I, O> {
  /** The model of the object. It also says which operations only read. */
  Spec<?, I, O> model();

  /** Notes what a client knows before its first operation. */
  default void begins(Known known) {}

  /** Notes what a client learns from the end of one of its operations. */
  default void ended(Known known, I input, Outcome<O> outcome) {}
}
