package dev.faultline.check;

import dev.faultline.core.history.Operation;
import java.util.List;

/**
 * The result of an algorithm that decides one part of a history without search.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public sealed interface Direct<I, O> {

  /**
   * The part has this order.
   *
   * @param operations each ok operation once, and those indeterminate ones that took effect
   */
  record Order<I, O>(List<Operation<I, O>> operations) implements Direct<I, O> {
    /** Copies the list. */
    public Order {
      operations = List.copyOf(operations);
    }
  }

  /** The part has no order. */
  record None<I, O>() implements Direct<I, O> {}
}
