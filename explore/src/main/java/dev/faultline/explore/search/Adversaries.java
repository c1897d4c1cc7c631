package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.EventOrder;

/** Adversaries for single worlds that somebody runs by hand; campaigns make their own. */
public final class Adversaries {
  private Adversaries() {}

  /** Lets faults strike at random, from the seed, as the strategy {@code random} does. */
  public static Adversary random(long seed, FaultMix mix) {
    return new RandomAdversary(seed, mix);
  }

  /**
   * The same, which takes the same decisions and does not remember them: for telling what
   * remembering costs.
   */
  public static Adversary randomWithoutTape(long seed, FaultMix mix) {
    return new RandomAdversary(seed, mix, Focus.NONE, EventOrder.TIME, false);
  }
}
