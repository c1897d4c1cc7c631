package dev.faultline.link.secure;

/**
 * Which packet numbers have been seen: those from the largest down to a window's length before it;
 * older ones count as seen. The algorithm is that of RFC 6479.
 */
final class ReplayWindow {
  private static final int BITS = 1 << 12;
  private static final int WORDS = BITS / Long.SIZE;

  /** One word is always partly in use for numbers above the window. */
  static final int LENGTH = BITS - Long.SIZE;

  private final long[] words = new long[WORDS];
  private long largest = -1;

  long largest() {
    return largest;
  }

  /** Whether a packet with this number may be looked at. */
  boolean fresh(long number) {
    if (number < 0) {
      return false;
    }
    if (number > largest) {
      return true;
    }
    return largest - number < LENGTH && (word(number) & bit(number)) == 0;
  }

  /** The packet with this number was authentic, and was fresh. */
  void seen(long number) {
    if (number > largest) {
      long from = largest >> 6;
      long to = number >> 6;
      long steps = Math.min(to - from, WORDS);
      for (long i = 1; i <= steps; i++) {
        words[(int) (from + i) & (WORDS - 1)] = 0;
      }
      largest = number;
    }
    words[(int) (number >> 6) & (WORDS - 1)] |= bit(number);
  }

  private long word(long number) {
    return words[(int) (number >> 6) & (WORDS - 1)];
  }

  private static long bit(long number) {
    return 1L << number;
  }
}
