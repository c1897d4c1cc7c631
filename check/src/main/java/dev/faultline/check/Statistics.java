package dev.faultline.check;

/**
 * What a check cost.
 *
 * @param operations operations of the history
 * @param parts independent parts the history fell into
 * @param configurations configurations visited; 0 where an algorithm without search decided
 * @param algorithm what decided, in words
 */
public record Statistics(int operations, int parts, long configurations, String algorithm) {
  /** Of a check of one's own, which counts nothing. */
  static final Statistics OWN = new Statistics(0, 1, 0, "a check of one's own");
}
