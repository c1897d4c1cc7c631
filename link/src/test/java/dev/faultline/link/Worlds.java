package dev.faultline.link;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Campaigns of this module's tests; each prints the seed that it starts from. */
final class Worlds {
  /**
   * Every fault that the model allows, one in three of the half seconds, so that crashes abound.
   */
  private static final FaultMix CRASHES =
      FaultMix.DEFAULT.withChance(0.33).withDurations(Duration.ofMillis(20), Duration.ofSeconds(5));

  private Worlds() {}

  static CampaignResult explore(String what, Program program, int worlds, Duration duration) {
    long seed = 1;
    System.out.println(what + ": " + worlds + " worlds from seed " + seed);
    CampaignPlan plan =
        new CampaignPlan(
            what,
            new Settings(List.of(), Map.of()),
            program,
            seed,
            worlds,
            duration,
            5_000_000,
            Strategy.SWARM,
            CRASHES,
            2,
            false,
            20,
            Duration.ofSeconds(60));
    return new Campaign(plan).run();
  }
}
