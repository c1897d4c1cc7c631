package dev.faultline.sim.adversary;

import java.time.Duration;

/**
 * How often the small faults strike in one world, each from 0 to 1 a message, and how often a big
 * one may. A rate for something that the system model rules out is ignored.
 *
 * @param faultInterval time between two opportunities for a {@link dev.faultline.core.Fault}; zero
 *     for none
 */
public record FaultRates(
    double loss, double duplication, double corruption, Duration faultInterval) {
  /** Nothing ever goes wrong. */
  public static final FaultRates NONE = new FaultRates(0, 0, 0, Duration.ZERO);

  public FaultRates {
    Odds.of(loss);
    Odds.of(duplication);
    Odds.of(corruption);
    if (faultInterval.isNegative()) {
      throw new IllegalArgumentException(
          "faultInterval is " + faultInterval + ", expected zero or more");
    }
  }
}
