package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Outcome;

/**
 * A kind of object that clients use: its model, and what a client learns from the answers that it
 * gets. Implement it for an object of your own; a lambda that returns the model is enough where no
 * operation depends on earlier answers.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
@FunctionalInterface
public interface Kind<I, O> {
  /** What the object does; clients also ask it which operations only read. */
  Spec<?, I, O> model();

  /** Writes down what a client knows before its first operation. */
  default void begins(Known known) {}

  /** Writes down what a client learns from the end of one of its operations. */
  default void ended(Known known, I input, Outcome<O> outcome) {}
}
