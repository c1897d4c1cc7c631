package dev.faultline.explore;

import java.time.Duration;
import java.util.List;

/**
 * Something that can be explored by name. Scenarios are found through {@link
 * java.util.ServiceLoader}, or named by class on the command line; they have a public constructor
 * without parameters.
 */
public interface Scenario {
  /** The name on the command line: lower case, with hyphens. */
  String name();

  /** One line for {@code list}. */
  String description();

  default List<Setting> settings() {
    return List.of();
  }

  /** How many worlds a campaign explores by default. */
  default int worlds() {
    return 1_000;
  }

  /** How much simulated time a world gets by default. */
  default Duration duration() {
    return Duration.ofSeconds(60);
  }

  default FaultMix faults() {
    return FaultMix.DEFAULT;
  }

  default Strategy strategy() {
    return Strategy.SWARM;
  }

  /**
   * Makes the program, once a campaign.
   *
   * @throws UsageException when a setting is wrong
   */
  Program program(Settings settings);
}
