package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Durable links with keys, for simulated weeks. */
class SecureWeeksTest {
  private static final int WORLDS = 10;

  /** Half of the opportunities, which come each six hours. */
  private static final FaultMix HOURS =
      new FaultMix(
          new FaultRates(0.01, 0.005, 0.001, Duration.ofHours(6)),
          0.5,
          Arrays.asList(FaultKind.values()),
          Duration.ofMinutes(1),
          Duration.ofHours(8),
          0.2);

  @Test
  void orders_happen_once_in_weeks_in_which_keys_are_forgotten_and_agreed_on_anew() {
    long seed = 1;
    System.out.println("protected weeks: " + WORLDS + " worlds from seed " + seed);
    CampaignResult result =
        new Campaign(
                new CampaignPlan(
                    "protected weeks",
                    new Settings(List.of(), Map.of()),
                    SecureWeeks::build,
                    seed,
                    WORLDS,
                    SecureWeeks.WHOLE,
                    5_000_000,
                    Strategy.SWARM,
                    HOURS,
                    2,
                    false,
                    20,
                    Duration.ofSeconds(60)))
            .run();

    assertThat(result.notClean(WORLDS)).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }
}
