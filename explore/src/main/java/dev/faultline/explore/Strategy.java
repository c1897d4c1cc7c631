package dev.faultline.explore;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the worlds of a campaign are chosen. */
public enum Strategy {
  /** Every world draws from the same mix of faults. */
  RANDOM {
    @Override
    Taping adversary(long seed, FaultMix mix) {
      return new RandomAdversary(seed, mix);
    }
  },
  /** Every world first draws which faults exist in it at all, and how often they strike. */
  SWARM {
    @Override
    Taping adversary(long seed, FaultMix mix) {
      return new RandomAdversary(seed, SwarmMix.of(seed, mix));
    }
  };

  abstract Taping adversary(long seed, FaultMix mix);

  /** The name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The strategy with that name.
   *
   * @throws UsageException when there is none
   */
  public static Strategy parse(String text) {
    for (Strategy strategy : values()) {
      if (strategy.text().equals(text)) {
        return strategy;
      }
    }
    throw new UsageException(
        "there is no strategy '"
            + text
            + "'; expected one of "
            + Arrays.stream(values()).map(Strategy::text).collect(Collectors.joining(", ")));
  }
}
