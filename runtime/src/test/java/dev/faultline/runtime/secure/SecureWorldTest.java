package dev.faultline.runtime.secure;

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
import org.junit.jupiter.api.Test;

class SecureWorldTest {
  /** Of all faults that the model allows one in three of the half seconds: crashes abound. */
  private static final FaultMix CRASHES =
      FaultMix.DEFAULT.withChance(0.33).withDurations(Duration.ofMillis(20), Duration.ofSeconds(5));

  private static CampaignResult explore(String what, Program program, int worlds, FaultMix faults) {
    long seed = 1;
    System.out.println(what + ": " + worlds + " worlds from seed " + seed);
    CampaignPlan plan =
        new CampaignPlan(
            what,
            new Settings(List.of(), Map.of()),
            program,
            seed,
            worlds,
            Duration.ofSeconds(90),
            5_000_000,
            Strategy.SWARM,
            faults,
            2,
            false,
            20,
            Duration.ofSeconds(60));
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.broken()).isEmpty();
    return result;
  }

  @Test
  void a_protected_link_delivers_what_was_sent_whatever_somebody_makes_of_its_packets() {
    CampaignResult result =
        explore("a protected link", SecureWorld.program(true), 60, FaultMix.DEFAULT);

    assertThat(result.notClean(60)).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void a_plain_link_does_not() {
    CampaignResult result =
        explore("a plain link", SecureWorld.program(false), 60, FaultMix.DEFAULT);

    assertThat(result.findings())
        .anyMatch(finding -> finding.violation().property().equals(SecureWorld.SOUND));
  }

  @Test
  void a_durable_one_keeps_its_promises_though_crashed_sides_have_lost_their_keys() {
    CampaignResult result =
        explore("a durable, protected link", DurableSecureWorld.program(), 60, CRASHES);

    assertThat(result.notClean(60)).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }
}
