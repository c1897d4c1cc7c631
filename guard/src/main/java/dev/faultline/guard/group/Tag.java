package dev.faultline.guard.group;

import java.util.Comparator;
import java.util.Objects;

/**
 * Orders writes; each write has a different tag.
 *
 * @param number one more than the highest that the writer saw in a quorum
 * @param writer breaks ties between members
 * @param operation breaks ties between writes of one member; never used twice, even after a restart
 */
public record Tag(long number, String writer, long operation) implements Comparable<Tag> {
  /** The tag of the initial value. */
  public static final Tag ZERO = new Tag(0, "", 0);

  private static final Comparator<Tag> ORDER =
      Comparator.comparingLong(Tag::number)
          .thenComparing(Tag::writer)
          .thenComparingLong(Tag::operation);

  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if the number is negative, which would be older than all
   */
  public Tag {
    if (number < 0) {
      throw new IllegalArgumentException("number is " + number + ", expected 0 or more");
    }
    Objects.requireNonNull(writer, "writer");
  }

  @Override
  public int compareTo(Tag other) {
    return ORDER.compare(this, other);
  }
}
