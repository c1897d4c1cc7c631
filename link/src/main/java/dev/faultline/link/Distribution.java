package dev.faultline.link;

/**
 * A histogram. Each bucket is an eighth of a power of two wide, so a value is known to within an
 * eighth of itself. The endpoint's thread counts; other threads may read slightly stale values.
 */
public interface Distribution {
  /** How many values were recorded. */
  long count();

  /** The largest value recorded; 0 if there are none. */
  long max();

  /**
   * The value that {@code percent} percent of all values do not exceed, at most an eighth too
   * large; 0 if there are none.
   *
   * @throws IllegalArgumentException if {@code percent} is not between 0 and 100
   */
  long percentile(double percent);

  /** Visits all buckets that are not empty, from small values to large ones. */
  void forEach(Visitor visitor);

  /** Receives the buckets that are not empty, from small values to large ones. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Visits a bucket.
     *
     * @param most the largest value that belongs to it
     * @param count how many values it has
     */
    void visit(long most, int count);
  }
}
