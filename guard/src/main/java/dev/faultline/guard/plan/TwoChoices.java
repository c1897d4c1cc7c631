package dev.faultline.guard.plan;

import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Picks a node for work that comes on its own: of two at random the one with less load.
 *
 * <p>With all work on one random node the fullest of n nodes has about {@code log n / log log n}
 * pieces more than the mean; with two choices about {@code log log n} (Mitzenmacher, "The Power of
 * Two Choices in Randomized Load Balancing", 2001). It needs no fresh view of all nodes, and does
 * not send everybody to the one that was idle a moment ago.
 */
public final class TwoChoices {
  private TwoChoices() {}

  /**
   * A node.
   *
   * @param nodes how many there are, at least 1
   * @param load of a node as far as it is known: what is open there divided by its capacity
   * @throws IllegalArgumentException if there is no node
   */
  public static int pick(int nodes, IntToDoubleFunction load, RandomGenerator random) {
    if (nodes < 1) {
      throw new IllegalArgumentException(
          "there are %d nodes, expected at least one".formatted(nodes));
    }
    int one = random.nextInt(nodes);
    if (nodes == 1) {
      return one;
    }
    int other = random.nextInt(nodes - 1);
    other += other >= one ? 1 : 0;
    return load.applyAsDouble(other) < load.applyAsDouble(one) ? other : one;
  }
}
