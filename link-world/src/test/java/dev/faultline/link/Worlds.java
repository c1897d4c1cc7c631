package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
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

  /**
   * Runs so many worlds of a program that is sound: each is searched to its end, and none shows
   * anything wrong.
   */
  static CampaignResult clean(String what, Program program, int worlds, Duration duration) {
    CampaignResult result = explore(what, program, worlds, duration);
    assertThat(result.notClean(worlds)).isEmpty();
    return result;
  }

  /** Runs worlds that may show something, but must not fail themselves. */
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
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.broken()).isEmpty();
    return result;
  }
}
