package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.flp.Flp;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Strategy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlpTest {
  private static CampaignResult run(Map<String, String> settings, Strategy strategy, int worlds) {
    CampaignPlan plan = Explore.plan(new Flp(), settings).withStrategy(strategy);
    return new Campaign(plan.withWorlds(worlds).withDuration(Duration.ofSeconds(30))).run();
  }

  @Test
  void for_every_number_of_rounds_some_schedule_decides_nothing_and_breaks_nothing_else() {
    long before = 0;
    for (int rounds : new int[] {1, 2, 4, 8, 16}) {
      Map<String, String> settings = Map.of("undecided-rounds", Integer.toString(rounds));

      Finding finding = run(settings, Strategy.GUIDED, 3_000).findings().getFirst();

      assertThat(finding.violation().property())
          .isEqualTo("termination: somebody decides within " + rounds + " rounds");
      assertThat(finding.violation().nanos()).isGreaterThan(before);
      before = finding.violation().nanos();
    }
  }

  @Test
  void agreement_and_validity_hold_in_asynchronous_schedules() {
    Map<String, String> settings = Map.of("undecided-rounds", "1000", "processes", "5");

    CampaignPlan plan = Explore.plan(new Flp(), settings).withStrategy(Strategy.GUIDED);

    CampaignResult result =
        new Campaign(plan.withWorlds(1_100).withDuration(Duration.ofSeconds(2))).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusiveWorlds()).isZero();
  }

  @Test
  void after_the_global_stabilisation_time_the_same_protocol_decides() {
    CampaignResult result = run(Map.of("model", "partially-synchronous"), Strategy.SWARM, 200);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusiveWorlds()).isZero();
    assertThat(result.neverReached()).isEmpty();
    assertThat(result.outcomes()).doesNotContainKey("nobody has decided");
  }

  @Test
  void coins_decide_sooner_or_later_and_more_often_sooner() {
    CampaignResult result = run(Map.of("protocol", "ben-or"), Strategy.RANDOM, 1_500);

    assertThat(result.findings()).isEmpty();
    assertThat(result.outcomes()).doesNotContainKey("nobody has decided");
    assertThat(result.outcomes().values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(1_500);
    assertThat(result.outcomes()).hasSizeGreaterThanOrEqualTo(5);
    int second = result.outcomes().getOrDefault("first decision in round  2", 0);
    int fourth = result.outcomes().getOrDefault("first decision in round  4", 0);
    assertThat(second).isGreaterThan(4 * fourth);
  }
}
