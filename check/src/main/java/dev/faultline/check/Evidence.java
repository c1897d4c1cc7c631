package dev.faultline.check;

import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.List;

/** Why a history is invalid. */
public sealed interface Evidence {

  /** What is wrong, in words. */
  String explanation();

  /** The operations to look at. */
  History<?, ?> operations();

  /**
   * No order fits.
   *
   * @param failing the earliest return at which no order was left
   * @param operations the smallest sub-history found that still has no order: reads deleted, writes
   *     demoted to indeterminate, never deleted
   * @param longest the longest partial order of it: as far as the operations can be explained
   * @param explanation in words
   */
  record NoOrder(
      Operation<?, ?> failing,
      History<?, ?> operations,
      List<Operation<?, ?>> longest,
      String explanation)
      implements Evidence {
    /** Copies the list. */
    public NoOrder {
      longest = List.copyOf(longest);
    }
  }

  /**
   * A forbidden pattern.
   *
   * @param name the pattern's name in the literature
   * @param operations the operations that form it
   * @param explanation in words
   */
  record Pattern(String name, History<?, ?> operations, String explanation) implements Evidence {}
}
