package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GuidedTest {
  private static final int DEPTH = 10;
  private static final int BASES = 5;
  private static final int MOST_WORLDS = 20_000;

  @Test
  void a_deep_bug_is_reached_with_less_than_half_of_the_worlds_that_random_needs() {
    int guided = medianWorlds(Strategy.GUIDED);
    int random = medianWorlds(Strategy.RANDOM);

    assertThat(guided).as("worlds that guided needs").isLessThan(MOST_WORLDS / 10);
    assertThat(random)
        .as("worlds that random needs, where guided needs %d", guided)
        .isGreaterThan(2 * guided);
  }

  private static int medianWorlds(Strategy strategy) {
    int[] worlds = new int[BASES];
    for (int base = 0; base < BASES; base++) {
      CampaignResult result = run(base, MOST_WORLDS, strategy);
      worlds[base] = result.findings().isEmpty() ? MOST_WORLDS : result.worlds();
    }
    Arrays.sort(worlds);
    return worlds[BASES / 2];
  }

  @Test
  void a_finding_replays_and_does_not_depend_on_the_number_of_jobs() {
    CampaignPlan plan = plan(1, MOST_WORLDS, Strategy.GUIDED);
    CampaignResult one = new Campaign(plan.withJobs(1)).run();
    CampaignResult four = new Campaign(plan.withJobs(4)).run();

    assertThat(four.campaignHash()).isEqualTo(one.campaignHash());
    assertThat(four.leak()).isNull();
    Finding finding = four.findings().getFirst();
    ReplayFile file = ReplayText.parse(ReplayText.of(finding.replay()));
    assertThat(Replay.of(file, Toys.scenario(Locks.lock(DEPTH, true)), null).reproduced()).isTrue();
  }

  @Test
  void auto_finds_what_guidance_finds() {
    assertThat(run(1, MOST_WORLDS, Strategy.AUTO).findings()).isNotEmpty();
  }

  private static CampaignResult run(int base, int worlds, Strategy strategy) {
    return new Campaign(plan(base, worlds, strategy)).run();
  }

  private static CampaignPlan plan(int base, int worlds, Strategy strategy) {
    return Toys.plan(Locks.lock(DEPTH, true), 1_000_000L * base, worlds)
        .withDuration(Locks.TIME)
        .withStrategy(strategy);
  }
}
