package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult.ChanceCount;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Chances that a program offers: decisions that replay, that shrink, and that campaigns count. */
final class ChanceTest {
  /** Offers two chances ten times each, and breaks when it has taken one of them twice. */
  private static final class Offering implements Node {
    private final int breaksAt;
    private int early;

    Offering(int breaksAt) {
      this.breaksAt = breaksAt;
    }

    @Override
    public void start(Env env) {
      for (int i = 1; i <= 10; i++) {
        env.timer(Duration.ofSeconds(i), i);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (env.chance("compact now")) {
        env.remark("compacts");
      }
      if (env.chance("flush early") && ++early == breaksAt) {
        throw new IllegalStateException("flushed early");
      }
    }
  }

  private record Offers(int breaksAt, boolean heals) implements Scenario {
    @Override
    public String name() {
      return "offers";
    }

    @Override
    public String description() {
      return "Offers chances.";
    }

    @Override
    public Program program(Settings settings) {
      return world -> {
        world.node("n", () -> new Offering(breaksAt));
        world.model(SystemModel.partiallySynchronous());
        if (heals) {
          world.healAfter(Duration.ZERO);
        }
      };
    }
  }

  private static CampaignPlan plan(int breaksAt, Strategy strategy) {
    Scenario scenario = new Offers(breaksAt, false);
    return CampaignPlan.of(scenario, new Settings(List.of(), Map.of()), 1)
        .withStrategy(strategy)
        .withWorlds(400);
  }

  @Test
  void a_campaign_counts_how_often_each_was_taken_whatever_the_number_of_jobs() {
    CampaignPlan plan = plan(-1, Strategy.RANDOM).withRecheckEvery(5);
    CampaignResult result = new Campaign(plan.withJobs(1)).run();
    assertThat(result.leak()).isNull();
    assertThat(result.chances())
        .extracting(ChanceCount::name)
        .containsExactlyInAnyOrder("compact now", "flush early");
    // A quarter of 400 worlds, an eighth of ten times.
    assertThat(result.chances())
        .allSatisfy(count -> {
          assertThat(count.times()).isBetween(60L, 200L);
          assertThat(count.worlds()).isBetween(40, 110);
        });
    CampaignResult again = new Campaign(plan.withJobs(3)).run();
    assertThat(again.chances()).isEqualTo(result.chances());
    assertThat(again.campaignHash()).isEqualTo(result.campaignHash());
  }

  @Test
  void what_a_violation_does_not_need_is_taken_back_and_the_rest_replays() {
    CampaignPlan plan = plan(2, Strategy.RANDOM);
    Finding finding = new Campaign(plan).run().findings().getFirst();
    Shrunk shrunk =
        Objects.requireNonNull(
            Shrinker.shrink(plan, finding, new ShrinkBudget(500, Duration.ofMinutes(1))));
    List<Decision> kinds = new ArrayList<>();
    for (Departure each : shrunk.after().replay().tape().departures()) {
      if (each instanceof Departure.Struck(var kind, var _, var _)) {
        kinds.add(kind);
      }
    }
    assertThat(kinds)
        .containsExactlyInAnyOrder(Decision.CHANCE_ON, Decision.CHANCE, Decision.CHANCE);
    Replay replay = Replay.of(shrunk.after().replay(), new Offers(2, false), null);
    assertThat(replay.reproduced()).isTrue();
  }

  @Test
  void an_exhaustive_search_tries_both_wherever_one_is_offered() {
    CampaignPlan plan = plan(10, Strategy.parse("exhaustive")).withWorlds(Integer.MAX_VALUE);
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.findings()).isNotEmpty();
  }

  @Test
  void nothing_is_taken_where_nobody_adverse_decides_nor_after_healing() {
    World quiet = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    quiet.node("n", () -> new Offering(1));
    assertThat(quiet.run().chances())
        .containsExactly(Map.entry("compact now", 0), Map.entry("flush early", 0));
    CampaignPlan healed =
        CampaignPlan.of(new Offers(1, true), new Settings(List.of(), Map.of()), 1)
            .withStrategy(Strategy.RANDOM)
            .withWorlds(100);
    CampaignResult result = new Campaign(healed).run();
    assertThat(result.chances()).extracting(ChanceCount::times).containsOnly(0L);
    assertThat(result.findings()).isEmpty();
  }
}
