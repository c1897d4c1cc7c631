package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.tape.ReplayText;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class GuidedTest {
  private static final int BASES = 30;
  private static final int TIMES_FEWER = 10;
  private static final int MOST_WORLDS = 20_000;

  /**
   * What the program signals is the stage; that each stage needs another trouble, it does not say.
   */
  @Test
  void six_different_troubles_in_order_take_a_tenth_of_the_worlds_that_random_takes() {
    assertTimesFewer(base -> DeepBugs.troubles(1_000_000L * base, MOST_WORLDS, true));
  }

  @Test
  void seven_times_the_same_trouble_take_a_tenth_of_the_worlds_that_random_takes() {
    assertTimesFewer(base -> DeepBugs.breaker(1_000_000L * base, MOST_WORLDS, true));
  }

  /**
   * Compares medians over all bases, with swarm too, so that the credit is not due to other rates
   * of faults. A median is above a number when nothing has been found by then from more than half
   * of the bases, so that is as far as the others have to be run.
   */
  private static void assertTimesFewer(IntFunction<CampaignPlan> plans) {
    int guided = medianWorlds(plans);
    int bar = TIMES_FEWER * guided;
    assertThat(bar).as("ten times the worlds that guided takes").isLessThan(MOST_WORLDS);
    for (Strategy other : List.of(Strategy.RANDOM, Strategy.SWARM)) {
      assertMedianAbove(bar, plans, other);
    }
  }

  private static void assertMedianAbove(
      int bar, IntFunction<CampaignPlan> plans, Strategy strategy) {
    int without = 0;
    for (int base = 0; base < BASES && without <= BASES / 2; base++) {
      CampaignPlan plan = plans.apply(base).withWorlds(bar).withStrategy(strategy);
      if (new Campaign(plan).run().findings().isEmpty()) {
        without++;
      }
    }
    assertThat(without)
        .as("bases from which %s finds nothing in %d worlds", strategy.text(), bar)
        .isGreaterThan(BASES / 2);
  }

  private static int medianWorlds(IntFunction<CampaignPlan> plans) {
    int[] worlds = new int[BASES];
    for (int base = 0; base < BASES; base++) {
      CampaignResult result = new Campaign(plans.apply(base).withStrategy(Strategy.GUIDED)).run();
      worlds[base] = result.findings().isEmpty() ? MOST_WORLDS : result.worlds();
    }
    Arrays.sort(worlds);
    return worlds[BASES / 2];
  }

  @Test
  void a_finding_replays_and_does_not_depend_on_the_number_of_jobs() {
    CampaignPlan plan = DeepBugs.troubles(1, MOST_WORLDS, true).withStrategy(Strategy.GUIDED);
    CampaignResult one = new Campaign(plan.withJobs(1)).run();
    CampaignResult four = new Campaign(plan.withJobs(4)).run();

    assertThat(four.campaignHash()).isEqualTo(one.campaignHash());
    assertThat(four.leak()).isNull();
    Finding finding = four.findings().getFirst();
    ReplayFile file = ReplayText.parse(ReplayText.of(finding.replay()));
    assertThat(Replay.of(file, Toys.scenario(plan.program()), null).reproduced()).isTrue();
  }

  @Test
  void auto_finds_what_guidance_finds() {
    CampaignPlan plan = DeepBugs.troubles(1, MOST_WORLDS, true).withStrategy(Strategy.AUTO);

    assertThat(new Campaign(plan).run().findings()).isNotEmpty();
  }
}
