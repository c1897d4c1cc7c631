package dev.faultline.examples.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExactlyOncePaymentsTest {
  @Test
  void asking_again_charges_twice() {
    CampaignResult result = explore(Map.of(), 300);

    assertThat(result.findings().getFirst().violation().property())
        .isEqualTo("no order is charged twice");
  }

  @Test
  void a_durable_link_charges_once_whoever_crashes() {
    CampaignResult result = explore(Map.of("link", "durable"), 500);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.worlds()).isEqualTo(500);
  }

  private static CampaignResult explore(Map<String, String> given, int worlds) {
    Scenario scenario = new ExactlyOncePayments();
    Settings settings = new Settings(scenario.settings(), given);
    return new Campaign(CampaignPlan.of(scenario, settings, 1).withWorlds(worlds)).run();
  }
}
