package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.examples.flp.Flp;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlpTest {
  private static final int WORLDS_OF_LATE_DECISIONS = 400;

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

  /**
   * The second process coordinates the first round without the first one, and what it may decide is
   * late. The third, which has adopted its proposal, coordinates the second round: it has to
   * propose the same again, though it hears of another estimate last.
   */
  @Test
  void a_decision_that_nobody_has_heard_of_yet_binds_later_coordinators() {
    int decidedInTheFirst = 0;
    for (long seed = 1; seed <= WORLDS_OF_LATE_DECISIONS; seed++) {
      Scenario flp = new Flp();
      World world =
          new World(
              new QuietAdversary(seed), WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(5)));
      world.network().latency(Duration.ofMillis(1), Duration.ofMillis(70));
      delay(world, Duration.ZERO, "process-1", "process-2");
      delay(world, Duration.ZERO, "process-2", "process-1");
      delay(world, Duration.ofMillis(75), "process-2", "process-3");
      flp.program(new Settings(flp.settings(), Map.of("undecided-rounds", "1000"))).build(world);

      WorldResult result = world.run();

      assertThat(result.violation()).as("seed %d", seed).isNull();
      decidedInTheFirst += result.outcomes().contains("first decision in round  1") ? 1 : 0;
    }
    // In the other worlds the first round came to nothing, which would prove nothing alone.
    assertThat(decidedInTheFirst).isGreaterThan(WORLDS_OF_LATE_DECISIONS / 10);
  }

  private static void delay(World world, Duration at, String from, String to) {
    world.fault(at, new Fault.LinkDelay(from, to, Duration.ofSeconds(2), Duration.ofSeconds(2)));
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
