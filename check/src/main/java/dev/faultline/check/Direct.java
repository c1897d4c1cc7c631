package dev.faultline.check;

import dev.faultline.core.history.Operation;
import java.util.List;

/**
 * What an algorithm without search decided about one part of a history.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public sealed interface Direct<I, O> {

  /**
   * There is an order, and it is this one.
   *
   * @param operations each ok operation once, and those indeterminate ones that took effect
   */
  record Order<I, O>(List<Operation<I, O>> operations) implements Direct<I, O> {
    /** Copies the list. */
    public Order {
      operations = List.copyOf(operations);
    }
  }

  /** There is none. */
  record None<I, O>() implements Direct<I, O> {}
}
