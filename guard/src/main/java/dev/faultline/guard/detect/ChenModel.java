package dev.faultline.guard.detect;

import dev.faultline.core.Checks;

/**
 * The quality of {@link DetectionMethod.Synchronised} on a link with independent loss and
 * exponential delays, by the closed form of Chen, Toueg and Aguilera (Theorem 5). Use it to choose
 * a timeout.
 *
 * @param interval between heartbeats, in seconds
 * @param loss the share of heartbeats that is lost, 0 up to less than 1
 * @param meanDelay of those that arrive, in seconds
 */
public record ChenModel(double interval, double loss, double meanDelay) {
  /** Simpson's rule with so many steps an interval; the integrand has a kink at one end only. */
  private static final int STEPS = 20_000;

  /** Checks the parameters of the link. */
  public ChenModel {
    Checks.within("interval", interval, 1e-6, 1e6);
    Checks.within("loss", loss, 0, 0.999999);
    Checks.within("meanDelay", meanDelay, 1e-9, 1e6);
  }

  /**
   * The quality of service of a detector.
   *
   * @param betweenMistakes mean time from one mistake to the next, in seconds
   * @param mistake mean time that a mistake lasts, in seconds
   * @param accuracy the probability that a live peer is trusted
   */
  public record Quality(double betweenMistakes, double mistake, double accuracy) {}

  /**
   * The quality of a detector that detects every crash within some time.
   *
   * @param bound that time in seconds, at least the interval
   */
  public Quality within(double bound) {
    double shift = Checks.within("bound", bound, interval, 1e9) - interval;
    double untrusted = 0;
    double step = interval / STEPS;
    for (int i = 0; i <= STEPS; i++) {
      int weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
      untrusted += weight * suspectedAfter(shift, i * step);
    }
    untrusted *= step / 3;
    double starts = (1 - loss) * (1 - isLater(shift + interval)) * suspectedAfter(shift, 0);
    return new Quality(interval / starts, untrusted / starts, 1 - untrusted / interval);
  }

  /** The probability that no heartbeat is fresh this long after a freshness point. */
  private double suspectedAfter(double shift, double x) {
    int last = (int) Math.ceil(shift / interval);
    double product = 1;
    for (int i = 0; i <= last; i++) {
      product *= loss + (1 - loss) * isLater(shift + x - i * interval);
    }
    return product;
  }

  private double isLater(double time) {
    return time <= 0 ? 1 : Math.exp(-time / meanDelay);
  }
}
