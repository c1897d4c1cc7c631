package dev.faultline.guard.detect;

/** The upper tail of the normal distribution, in logarithms, so that nothing underflows. */
final class NormalTail {
  /** From here the continued fraction is the more exact. */
  private static final double FAR = 3;

  /** Below, all of the distribution lies beyond. */
  private static final double LOWEST = -8;

  private static final double FARTHEST = 1e8;

  private NormalTail() {}

  /** {@code -log10(P(X > z))}: 0.301 at 0, 1 at 1.28, 3 at 3.09, 8 at 5.61. */
  static double phi(double z) {
    if (z < 0) {
      return z < LOWEST ? 0 : -Math.log1p(-Math.pow(10, -phi(-z))) / Math.log(10);
    }
    if (z < FAR) {
      return -Math.log10(near(z));
    }
    double at = Math.min(z, FARTHEST);
    // Laplace's continued fraction of Mills' ratio.
    double fraction = at;
    for (int k = 60; k >= 1; k--) {
      fraction = at + k / fraction;
    }
    double log = -at * at / 2 - Math.log(fraction) - Math.log(2 * Math.PI) / 2;
    return -log / Math.log(10);
  }

  /** The inverse: how many standard deviations beyond the mean a φ lies. */
  static double deviations(double phi) {
    double low = LOWEST;
    double high = 50;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (phi(middle) < phi) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** 1/2 minus the Taylor series of the distribution function about 0, which converges there. */
  private static double near(double z) {
    double term = z;
    double sum = z;
    for (int n = 1; n < 100; n++) {
      term *= -z * z / (2 * n);
      sum += term / (2 * n + 1);
    }
    return 0.5 - sum / Math.sqrt(2 * Math.PI);
  }
}
