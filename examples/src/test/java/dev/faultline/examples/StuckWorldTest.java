package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the agent, as the command line has it. */
final class StuckWorldTest {
  private volatile boolean over;

  @AfterEach
  void nobody_waits_any_longer() {
    over = true;
  }

  /** Waits actively for something that nobody in its world ever does. */
  private void waitInVain() {
    while (!over) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_world_that_stands_still_is_named_with_the_programs_own_frames() {
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "stuck";
          }

          @Override
          public String description() {
            return "a node that waits in vain";
          }

          @Override
          public List<Setting> settings() {
            return List.of();
          }

          @Override
          public Program program(Settings settings) {
            return world -> {
              world.model(SystemModel.asynchronous());
              world.node("waiting", () -> (Node) env -> waitInVain());
            };
          }
        };
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(List.of(), Map.of()), 7)
            .withJobs(1)
            .withStuckAfter(Duration.ofSeconds(3));

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.stuck())
        .startsWith("the world of seed 7 has stood still")
        .contains("StuckWorldTest.waitInVain");
  }
}
