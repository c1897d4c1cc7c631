package dev.faultline.disk.fault;

/**
 * Numbers by chance that depend on the seed, the rule and how often the rule was asked, and on
 * nothing else: taking a rule away changes nothing for the others.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /** The key of a rule, from its text and from how many equal ones come before it. */
  static long key(long seed, String rule, int equalBefore) {
    long hash = seed;
    for (int i = 0; i < rule.length(); i++) {
      hash = mix(hash + GOLDEN + rule.charAt(i));
    }
    return mix(hash + GOLDEN + equalBefore);
  }

  /** 64 bits for the n-th question to a rule; {@code which} tells questions of one moment apart. */
  static long bits(long key, long ordinal, int which) {
    return mix(mix(key + GOLDEN * ordinal) + GOLDEN * (which + 1L));
  }

  /** From 0, inclusive, to 1, exclusive. */
  static double fraction(long key, long ordinal, int which) {
    return (bits(key, ordinal, which) >>> 11) * 0x1.0p-53;
  }

  /** From 0, inclusive, to the bound, exclusive. */
  static long below(long bound, long key, long ordinal, int which) {
    return Math.min(bound - 1, (long) (fraction(key, ordinal, which) * bound));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
