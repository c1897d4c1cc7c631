package dev.faultline.sim.base;

/**
 * The keyed hash that gives every decision its default from the seed and the decision's identity
 * alone: no stream is shared, so no decision shifts another. The mixing steps are those of
 * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
 */
public final class KeyedHash {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
  private static final long MIX_2 = 0x94D049BB133111EBL;

  private KeyedHash() {}

  /** 64 well-mixed bits for one decision. */
  public static long of(long seed, int kind, long subject, long ordinal) {
    long key = (seed + kind * GOLDEN_GAMMA) ^ (subject * MIX_2);
    key = (key ^ (key >>> 32)) * MIX_1;
    return mix(key + ordinal * GOLDEN_GAMMA);
  }

  /** Maps {@code hash} to {@code [0, bound)} by multiplication, without a division. */
  public static long below(long bound, long hash) {
    return Math.unsignedMultiplyHigh(hash, bound);
  }

  /** SplitMix64's finaliser. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * MIX_1;
    z = (z ^ (z >>> 27)) * MIX_2;
    return z ^ (z >>> 31);
  }

  /** A hash of text that is the same in every JVM. */
  public static long ofText(String text) {
    long hash = GOLDEN_GAMMA;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * MIX_1;
      hash ^= hash >>> 29;
    }
    return mix(hash);
  }
}
