package dev.faultline.sim.workload;

/**
 * Makes a client's next operation.
 *
 * @param <I> inputs
 */
@FunctionalInterface
public interface Choice<I> {
  /** The next operation. Use {@link Known#random} for randomness, and {@link Known} for values. */
  I next(Known known);
}
