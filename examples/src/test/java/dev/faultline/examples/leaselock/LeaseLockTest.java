package dev.faultline.examples.leaselock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LeaseLockTest {
  @Test
  void a_lease_alone_loses_updates() {
    Finding finding = explore(Map.of()).findings().getFirst();

    assertThat(finding.violation().property()).isEqualTo("no acknowledged increment is lost");
  }

  @Test
  void with_tokens_that_the_store_checks_nothing_is_lost_and_everybody_gets_through() {
    CampaignResult result = explore(Map.of("fenced", "true"));

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.worlds()).isEqualTo(1_000);
  }

  private static CampaignResult explore(Map<String, String> given) {
    Scenario scenario = new LeaseLock();
    Settings settings = new Settings(scenario.settings(), given);
    return new Campaign(CampaignPlan.of(scenario, settings, 1)).run();
  }
}
