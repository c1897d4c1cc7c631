package dev.faultline.guard.version;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many events of each replica a state has seen (Parker and others, IEEE TSE 1983). Replicas
 * without a seen event have no entry, so equal vectors are equal objects.
 *
 * <p>Immutable; its replicas come in their natural order.
 */
public record VersionVector(SortedMap<String, Long> counts) {
  /** The vector of a state that has seen no event. */
  public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

  /**
   * Creates a vector.
   *
   * @param counts of each replica; copied
   * @throws IllegalArgumentException if a count is less than 1
   */
  public VersionVector {
    // A copy made of a sorted map in one go would keep its order, which may be another one.
    TreeMap<String, Long> copy = new TreeMap<>();
    copy.putAll(counts);
    copy.forEach(VersionVector::check);
    counts = Collections.unmodifiableSortedMap(copy);
  }

  private static void check(String replica, long count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "count of " + replica + " is " + count + ", expected 1 or more");
    }
  }

  /** A vector with one entry. */
  public static VersionVector of(String replica, long count) {
    TreeMap<String, Long> one = new TreeMap<>();
    one.put(replica, count);
    return new VersionVector(one);
  }

  /** How many events of the replica were seen. */
  public long get(String replica) {
    return counts.getOrDefault(replica, 0L);
  }

  /**
   * This vector with one more event of the replica.
   *
   * @throws ArithmeticException if the replica has had 2^63 - 1 events
   */
  public VersionVector next(String replica) {
    TreeMap<String, Long> more = new TreeMap<>(counts);
    more.put(replica, Math.addExact(get(replica), 1));
    return new VersionVector(more);
  }

  /** The least vector that has seen everything that either has. */
  public VersionVector merge(VersionVector other) {
    TreeMap<String, Long> both = new TreeMap<>(counts);
    other.counts.forEach((replica, count) -> both.merge(replica, count, Math::max));
    return new VersionVector(both);
  }

  /** Whether this vector has seen everything that the other has. */
  public boolean covers(VersionVector other) {
    for (Map.Entry<String, Long> entry : other.counts.entrySet()) {
      if (get(entry.getKey()) < entry.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the event was seen. */
  public boolean covers(Dot dot) {
    return get(dot.replica()) >= dot.number();
  }

  /** How this vector is ordered relative to another. */
  public Order compare(VersionVector other) {
    boolean covers = covers(other);
    boolean isCovered = other.covers(this);
    if (covers) {
      return isCovered ? Order.EQUAL : Order.AFTER;
    }
    return isCovered ? Order.BEFORE : Order.CONCURRENT;
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
