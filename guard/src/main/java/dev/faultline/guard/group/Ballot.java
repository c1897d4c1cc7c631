package dev.faultline.guard.group;

import java.util.Comparator;
import java.util.Objects;

/**
 * An attempt at deciding the next configuration: no two have the same.
 *
 * @param number above those that the proposer has heard of
 * @param operation none is used twice by one proposer, also after a restart
 */
public record Ballot(long number, String proposer, long operation) implements Comparable<Ballot> {
  /** Below all others. */
  public static final Ballot ZERO = new Ballot(0, "", 0);

  private static final Comparator<Ballot> ORDER =
      Comparator.comparingLong(Ballot::number)
          .thenComparing(Ballot::proposer)
          .thenComparingLong(Ballot::operation);

  /** Creates it. */
  public Ballot {
    Objects.requireNonNull(proposer, "proposer");
  }

  @Override
  public int compareTo(Ballot other) {
    return ORDER.compare(this, other);
  }
}
