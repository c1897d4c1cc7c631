package dev.faultline.link;

/** Identifies a session on both sides, across all its connections: 128 random bits. */
public record SessionId(long high, long low) implements Comparable<SessionId> {
  @Override
  public int compareTo(SessionId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
