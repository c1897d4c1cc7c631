package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecureWorldTest {
  private static CampaignResult explore(String what, boolean isProtected, int worlds) {
    long seed = 1;
    System.out.println(what + ": " + worlds + " worlds from seed " + seed);
    CampaignPlan plan =
        new CampaignPlan(
            what,
            new Settings(List.of(), Map.of()),
            SecureWorld.program(isProtected),
            seed,
            worlds,
            Duration.ofSeconds(90),
            5_000_000,
            Strategy.SWARM,
            FaultMix.DEFAULT,
            2,
            false,
            20,
            Duration.ofSeconds(60));
    return new Campaign(plan).run();
  }

  @Test
  void a_protected_link_delivers_what_was_sent_whatever_somebody_makes_of_its_packets() {
    CampaignResult result = explore("a protected link", true, 60);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void a_plain_link_does_not() {
    CampaignResult result = explore("a plain link", false, 60);

    assertThat(result.findings())
        .anyMatch(finding -> finding.violation().property().equals(SecureWorld.SOUND));
  }
}
