package dev.faultline.link;

/**
 * How often which value came: in classes that are an eighth of a power of two wide, so that any
 * value is known to an eighth of itself. Counted by an endpoint's thread; other threads may read
 * values that are a little old.
 */
public interface Distribution {
  /** How many values came. */
  long count();

  /** The largest value that came; 0 without any. */
  long max();

  /**
   * A value that so many hundredths of all values do not exceed, at most an eighth too large; 0
   * without any.
   *
   * @throws IllegalArgumentException if {@code percent} is not between 0 and 100
   */
  long percentile(double percent);

  /** Shows all classes that have values, from small to large. */
  void forEach(Visitor visitor);

  /** Is given each class that has any values, from small to large. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A class.
     *
     * @param most the largest value that belongs to it
     * @param count how many values came
     */
    void visit(long most, int count);
  }
}
