package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the agent, as the command line has it. */
final class StuckWorldTest {
  private static final int TURNS = 200;

  private volatile boolean over;
  private long spins;

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

  /** Never gives up its turn. */
  private void spin() {
    while (!over) {
      spins++;
    }
  }

  @Test
  void a_world_that_stands_still_is_named_with_the_programs_own_frames() {
    assertThat(stuck(world -> world.node("waiting", () -> (Node) env -> waitInVain())))
        .startsWith("the world of seed 7 has been stuck")
        .contains("StuckWorldTest.waitInVain");
  }

  @Test
  void the_frames_of_a_blocking_node_are_those_of_its_thread() {
    assertThat(stuck(world -> world.blockingNode("spinning", env -> spin())))
        .contains("StuckWorldTest.spin")
        .doesNotContain("Continuation.run");
  }

  /** Each turn takes some hundredths of a second of real time, and all of them over three. */
  @Test
  void a_world_whose_nodes_go_on_is_not_stuck_though_it_takes_long() {
    assertThat(
            stuck(world ->
                world.blockingNode(
                    "slow",
                    env -> {
                      for (int turn = 0; turn < TURNS; turn++) {
                        work();
                        LockSupport.parkNanos(1_000_000);
                      }
                    })))
        .isNull();
  }

  private void work() {
    for (int i = 0; i < 20_000_000; i++) {
      spins = spins * 31 + i;
    }
  }

  private static @Nullable String stuck(Consumer<World> nodes) {
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
              nodes.accept(world);
            };
          }
        };
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(List.of(), Map.of()), 7)
            .withWorlds(1)
            .withJobs(1)
            .withStuckAfter(Duration.ofSeconds(3));

    return new Campaign(plan).run().stuck();
  }
}
