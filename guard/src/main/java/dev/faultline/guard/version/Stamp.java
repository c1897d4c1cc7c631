package dev.faultline.guard.version;

import java.util.Objects;

/**
 * When and where something was written: of two, the one with the higher time is newer, and of two
 * with the same time the one of the higher name. A writer gives no stamp twice.
 *
 * <p>Immutable.
 *
 * @param time of any clock that all writers share more or less, in its own unit
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
