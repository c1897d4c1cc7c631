package dev.faultline.sim.workload;

/**
 * Makes a client's next operation.
 *
 * @param <I> inputs
 */
@FunctionalInterface
public interface Choice<I> {
  /** Takes what it needs of chance from {@link Known#random}, and of values from {@link Known}. */
  I next(Known known);
}
