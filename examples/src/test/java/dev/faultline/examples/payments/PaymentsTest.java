package dev.faultline.examples.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PaymentsTest {
  @Test
  void a_retried_charge_charges_twice() {
    Finding finding = explore(Map.of()).findings().getFirst();

    assertThat(finding.violation().property()).isEqualTo("no order is charged twice");
  }

  @Test
  void a_bank_that_remembers_charges_once_and_every_order_is_paid() {
    CampaignResult result = explore(Map.of("dedup", "true"));

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
    assertThat(result.worlds()).isEqualTo(1_000);
  }

  private static CampaignResult explore(Map<String, String> given) {
    Scenario scenario = new Payments();
    Settings settings = new Settings(scenario.settings(), given);
    return new Campaign(CampaignPlan.of(scenario, settings, 1)).run();
  }
}
