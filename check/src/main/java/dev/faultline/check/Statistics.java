package dev.faultline.check;

/**
 * The cost of a check.
 *
 * @param operations operations of the history
 * @param parts independent parts of the history
 * @param configurations configurations visited; 0 if an algorithm without search decided
 * @param algorithm the deciding algorithm, in words
 */
public record Statistics(int operations, int parts, long configurations, String algorithm) {
  /** For a user's own check, which counts nothing. */
  static final Statistics OWN = new Statistics(0, 1, 0, "a check of one's own");
}
