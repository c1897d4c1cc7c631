package dev.faultline.guard.version;

import java.util.Objects;

/**
 * The time and the writer of a write. The stamp with the higher time is newer; with equal times,
 * the one with the higher writer name. A writer never uses a stamp twice.
 *
 * <p>Immutable.
 *
 * @param time from any clock that is roughly synchronised between all writers, in any unit
 * @param writer its name
 */
public record Stamp(long time, String writer) implements Comparable<Stamp> {
  /** Creates a stamp. */
  public Stamp {
    Objects.requireNonNull(writer, "writer");
  }

  @Override
  public int compareTo(Stamp other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : writer.compareTo(other.writer);
  }

  @Override
  public String toString() {
    return time + "@" + writer;
  }
}
