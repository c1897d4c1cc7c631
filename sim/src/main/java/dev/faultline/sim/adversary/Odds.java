package dev.faultline.sim.adversary;

/**
 * Probabilities as whole numbers of 2⁻⁵³, which compare with a hash in one step and never round
 * differently.
 */
public final class Odds {
  /** Never. */
  public static final long NEVER = 0;

  /** Always. */
  public static final long ALWAYS = 1L << 53;

  private Odds() {}

  /** The odds for a probability from 0 to 1. */
  public static long of(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is " + probability + ", expected 0 to 1");
    }
    return (long) (probability * ALWAYS);
  }

  /** Whether an event with these odds happens, given 64 well-mixed bits. */
  public static boolean hit(long odds, long hash) {
    return (hash >>> 11) < odds;
  }

  /** The odds that at least one of two independent events happens. */
  public static long either(long a, long b) {
    if (a == NEVER || b == NEVER) {
      return a + b;
    }
    double p = (double) a / ALWAYS;
    double q = (double) b / ALWAYS;
    return of(p + q - p * q);
  }
}
