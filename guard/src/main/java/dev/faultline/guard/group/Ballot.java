package dev.faultline.guard.group;

import java.util.Comparator;
import java.util.Objects;

/**
 * Identifies an attempt to decide the next configuration; unique to each attempt.
 *
 * @param number higher than any that the proposer knows
 * @param operation never used twice by one proposer, even after a restart
 */
public record Ballot(long number, String proposer, long operation) implements Comparable<Ballot> {
  /** Lower than all others. */
  public static final Ballot ZERO = new Ballot(0, "", 0);

  private static final Comparator<Ballot> ORDER =
      Comparator.comparingLong(Ballot::number)
          .thenComparing(Ballot::proposer)
          .thenComparingLong(Ballot::operation);

  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if the number is negative, which would be lower than all
   */
  public Ballot {
    if (number < 0) {
      throw new IllegalArgumentException("number is " + number + ", expected 0 or more");
    }
    Objects.requireNonNull(proposer, "proposer");
  }

  @Override
  public int compareTo(Ballot other) {
    return ORDER.compare(this, other);
  }
}
