package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Lies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 10: a campaign says which faults it played. */
final class FaultsPlayedTest {
  /** Three nodes of which each talks to the next, under the worst model there is. */
  private static void ring(World world) {
    for (int i = 0; i < 3; i++) {
      String next = "n" + (i + 1) % 3;
      world.lies(
          world.node(
              "n" + i,
              () ->
                  new Node() {
                    @Override
                    public void start(Env env) {
                      env.timer(Duration.ofMillis(250), "go on");
                    }

                    @Override
                    public void timer(Env env, Object tag) {
                      env.send(env.address(next), new byte[] {1, 2, 3});
                      start(env);
                    }

                    @Override
                    public void receive(Env env, Address from, Object message) {}
                  }),
          Lies.PLAIN);
    }
    SystemModel model = SystemModel.partiallySynchronous().arbitrary(1).fairLossLinks();
    world.model(model.links(new LinkModel(true, true, true, true)));
  }

  @Test
  void every_kind_that_the_model_allows_strikes_in_a_campaign_of_default_size() {
    Scenario scenario = Toys.scenario(FaultsPlayedTest::ring);
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(List.of(), Map.of()), 1)
            .withDuration(Duration.ofSeconds(5));

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.worlds()).isEqualTo(scenario.worlds());
    assertThat(result.neverStruck()).isEmpty();
    assertThat(result.faults())
        .extracting(FaultCount::kind)
        .contains("partition", "crash", "loss", "duplication", "corruption", "arbitrary");
    assertThat(result.faults())
        .allSatisfy(count -> assertThat(count.times()).isGreaterThanOrEqualTo(count.worlds()));
  }

  @Test
  void a_kind_that_the_mix_leaves_to_chance_and_that_never_struck_is_named() {
    CampaignPlan plan =
        Toys.plan(FaultsPlayedTest::ring, 1, 1).withDuration(Duration.ofMillis(100));

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.faults()).noneMatch(count -> count.kind().equals("partition"));
    assertThat(result.neverStruck()).contains("partition", "crash");
  }
}
