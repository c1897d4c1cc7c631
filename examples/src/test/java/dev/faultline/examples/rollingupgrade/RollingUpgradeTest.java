package dev.faultline.examples.rollingupgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RollingUpgradeTest {
  @Test
  void a_new_format_is_misread_by_members_that_are_not_upgraded_yet() {
    Finding finding = explore(Map.of("mistake", "new-format-at-once"), 10).findings().getFirst();

    assertThat(finding.violation().property()).isEqualTo("all members know one amount of an order");
  }

  @Test
  void the_old_format_until_all_are_upgraded_holds() {
    CampaignResult result = explore(Map.of(), 300);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
    assertThat(result.worlds()).isEqualTo(300);
    assertThat(result.faults())
        .extracting(FaultCount::kind)
        .contains("crash", "upgrade by hand", "join by hand", "leave by hand", "setting by hand");
  }

  private static CampaignResult explore(Map<String, String> given, int worlds) {
    Scenario scenario = new RollingUpgrade();
    Settings settings = new Settings(scenario.settings(), given);
    return new Campaign(CampaignPlan.of(scenario, settings, 1).withWorlds(worlds)).run();
  }
}
