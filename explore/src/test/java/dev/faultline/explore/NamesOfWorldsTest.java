package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.World;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Issue 11: a world that stood still or failed was named by a seed that shows another one. */
final class NamesOfWorldsTest {
  private static final long FIRST = 70;

  private static CampaignPlan plan(Strategy strategy) {
    return Toys.plan(Toys::sound, FIRST, 100).withStrategy(strategy);
  }

  @Test
  void the_seed_that_is_named_is_that_of_the_world() {
    for (Strategy strategy : new Strategy[] {Strategy.SWARM, Strategy.AUTO, Strategy.Pct.DEFAULT}) {
      Source source = Sources.of(plan(strategy));
      for (int i = 0; i < 12; i++) {
        WorldRun run = Objects.requireNonNull(source.run(i, () -> true));
        if (strategy != Strategy.AUTO || i % 4 != 1) {
          assertThat(source.world(FIRST, i))
              .as("world %s of %s", i, strategy.text())
              .matches("the world of seed " + run.seed() + "( under .*)?");
        }
      }
    }
  }

  @Test
  void a_world_of_auto_is_named_with_its_strategy() {
    Source auto = Sources.of(plan(Strategy.AUTO));

    assertThat(auto.world(FIRST, 4)).isEqualTo("the world of seed 71 under swarm");
    assertThat(auto.world(FIRST, 6)).isEqualTo("the world of seed 71 under random");
    assertThat(auto.world(FIRST, 3)).isEqualTo("the world of seed 70 under pct");
  }

  @Test
  void a_world_that_depends_on_others_is_named_by_its_number() {
    assertThat(Sources.of(plan(Strategy.GUIDED)).world(FIRST, 4))
        .isEqualTo("world 5 of guided from seed 70");
    assertThat(Sources.of(plan(Strategy.AUTO)).world(FIRST, 5))
        .isEqualTo("world 2 of guided from seed 70");
    assertThat(Sources.of(plan(Strategy.EXHAUSTIVE)).world(FIRST, 4))
        .isEqualTo("world 5 of the search with seed 70");
  }

  /** Takes all memory in the third world, which is random's first. */
  private static void third(World world, AtomicInteger worlds) {
    if (worlds.incrementAndGet() == 3) {
      world.node(
          "n",
          () ->
              (Node)
                  (Env env) -> {
                    throw new OutOfMemoryError("in the third world");
                  });
    }
  }

  @Test
  void a_campaign_that_fails_names_the_world_so() {
    AtomicInteger worlds = new AtomicInteger();
    CampaignPlan plan =
        Toys.plan(world -> third(world, worlds), FIRST, 100)
            .withStrategy(Strategy.AUTO)
            .withJobs(1)
            .withRecheckEvery(0);

    assertThat(failure(plan)).hasMessageStartingWith("the world of seed 70 under random: ");
  }

  private static Throwable failure(CampaignPlan plan) {
    try {
      CampaignResult result = new Campaign(plan).run();
      return Objects.requireNonNull(result.failure());
    } catch (RuntimeException e) {
      return e;
    }
  }
}
