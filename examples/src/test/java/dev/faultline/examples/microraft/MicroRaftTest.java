package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MicroRaftTest {
  private static final Scenario SCENARIO = new MicroRaftScenario();

  @Test
  void a_campaign_finds_the_stale_read_of_version_0_5_and_a_replay_brings_it_back() {
    CampaignResult result =
        new Campaign(plan(Map.of("microraft.version", "0.5"), 501).withWorlds(400).withAll(true))
            .run();

    // A cluster of this version may also stand still after healing (LostElectionTest).
    Finding finding =
        result.findings().stream()
            .filter(found -> found.violation().property().equals(MicroRaftProgram.LINEARIZABILITY))
            .findFirst()
            .orElseThrow();
    Replay replay = Replay.of(finding.replay(), SCENARIO, null);
    assertThat(replay.reproduced()).isTrue();
    assertThat(replay.result().traceHash()).isEqualTo(finding.traceHash());
  }

  @Test
  void the_newest_version_stays_linearizable_and_everything_interesting_happens() {
    CampaignResult result = new Campaign(plan(Map.of()).withWorlds(200)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.leak()).isNull();
    assertThat(result.neverReached()).isEmpty();
    assertThat(result.worlds()).isEqualTo(200);
  }

  @Test
  void five_voters_and_a_learner_run_too() {
    CampaignResult result =
        new Campaign(plan(Map.of("voters", "5", "learners", "1")).withWorlds(30)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
  }

  @Test
  void the_same_seeds_run_the_same_way_whatever_the_number_of_jobs() {
    for (String version : MicroRaftLibrary.VERSIONS) {
      CampaignPlan plan =
          plan(Map.of("microraft.version", version, "membership", "any"))
              .withWorlds(40)
              .withAll(true)
              .withRecheckEvery(2);
      CampaignResult once = new Campaign(plan.withJobs(1)).run();
      CampaignResult again = new Campaign(plan.withJobs(2)).run();

      assertThat(once.leak()).isNull();
      assertThat(again.campaignHash()).isEqualTo(once.campaignHash());
    }
  }

  @Test
  void versions_run_differently_in_the_same_world() {
    long older =
        new Campaign(plan(Map.of("microraft.version", "0.5")).withWorlds(1)).run().campaignHash();
    long newer =
        new Campaign(plan(Map.of("microraft.version", "0.7")).withWorlds(1)).run().campaignHash();

    assertThat(older).isNotEqualTo(newer);
  }

  @Test
  void a_version_that_is_not_there_is_refused_with_those_that_are() {
    assertThatThrownBy(() -> plan(Map.of("microraft.version", "0.6")))
        .isInstanceOf(UsageException.class)
        .hasMessage("setting microraft.version is '0.6', expected one of 0.5, 0.7");
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> plan(Map.of("voters", "4")))
        .isInstanceOf(UsageException.class)
        .hasMessage("setting voters is '4', expected 3 or 5");
    assertThatThrownBy(() -> plan(Map.of("membership", "all")))
        .isInstanceOf(UsageException.class)
        .hasMessage("setting membership is 'all', expected one of followers, any, none");
  }

  private static CampaignPlan plan(Map<String, String> given) {
    return plan(given, 1);
  }

  private static CampaignPlan plan(Map<String, String> given, long seed) {
    return CampaignPlan.of(SCENARIO, new Settings(SCENARIO.settings(), given), seed);
  }
}
