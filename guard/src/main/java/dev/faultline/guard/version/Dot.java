package dev.faultline.guard.version;

import java.util.Objects;

/**
 * Identifies one event: the replica's name and the event's number at that replica, counted from 1.
 * A name belongs to one lifetime of a replica's durable state: a replica that has lost events that
 * it had already sent needs another name, or it would use numbers twice.
 *
 * <p>Immutable; ordered by replica, then by number.
 */
public record Dot(String replica, long number) implements Comparable<Dot> {
  /**
   * Creates a dot.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Dot {
    Objects.requireNonNull(replica, "replica");
    if (number < 1) {
      throw new IllegalArgumentException(
          "number of an event of " + replica + " is " + number + ", expected 1 or more");
    }
  }

  @Override
  public int compareTo(Dot other) {
    int byReplica = replica.compareTo(other.replica);
    return byReplica != 0 ? byReplica : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return replica + ":" + number;
  }
}
