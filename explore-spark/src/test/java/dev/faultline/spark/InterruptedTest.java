package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 22: Ctrl-C does not throw away what running ranges find. */
final class InterruptedTest {
  @Test
  void what_a_running_range_finds_is_told() {
    Held held = new Held();
    CampaignPlan plan =
        CampaignPlan.of(held, new Settings(held.settings(), Map.of()), 1)
            .withTarget(Held.class.getName())
            .withStrategy(Strategy.RANDOM)
            .withRecheckEvery(0)
            .withWorlds(1_000_000);
    Campaign[] campaign = new Campaign[1];
    // One slot: the second range runs when the first is taken, and waits for the interruption.
    try (SparkEngine spark =
        SparkEngine.open(new Setup("local[1]", Map.of(), List.of(), line -> {}))) {
      Engine interrupted =
          (ignored, intake) ->
              spark.run(
                  plan,
                  new Watched(
                      intake,
                      part -> {
                        campaign[0].interrupt();
                        Held.GATE.countDown();
                      }));
      campaign[0] = new Campaign(plan, interrupted);
      CampaignResult result = campaign[0].run();

      assertThat(result.interrupted()).isTrue();
      assertThat(result.worlds()).isEqualTo(Held.FIRST + 1);
      assertThat(result.findings()).hasSize(1);
    } finally {
      Held.GATE.countDown();
    }
  }
}
