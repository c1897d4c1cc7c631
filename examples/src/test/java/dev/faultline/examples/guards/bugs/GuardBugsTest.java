package dev.faultline.examples.guards.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published bugs of guards fail in their worlds, and ours hold in the same. */
final class GuardBugsTest {
  private static CampaignResult explore(String bug, boolean naive, int worlds) {
    return explore(bug, naive, 1, worlds);
  }

  private static CampaignResult explore(String bug, boolean naive, long seed, int worlds) {
    return new Campaign(
            Explore.plan(
                    new GuardBugs(), Map.of("bug", bug, "naive", Boolean.toString(naive)), seed)
                .withWorlds(worlds))
        .run();
  }

  @ParameterizedTest
  @CsvSource({
    "breaker, only its probes close|calls pass again|two probes",
    "limiter, after 50 drops",
    "ejection, two of three",
    "credits, no more than the window",
    "late-heartbeats, three seconds after its death",
    "rejoin, all are alive for all",
    "lease, one of the two holds the lease",
    "lease-drift, one of the two holds the lease",
    "last-write, no acknowledged write is lost",
  })
  void a_naive_guard_fails(String bug, String property) {
    assertThat(explore(bug, true, bug.equals("lease-drift") ? 1_000 : 20).findings())
        .hasSize(1)
        .first()
        .satisfies(finding ->
            assertThat(finding.violation().property()).containsPattern("(" + property + ")"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "breaker",
        "limiter",
        "ejection",
        "credits",
        "late-heartbeats",
        "rejoin",
        "lease",
        "lease-drift",
        "last-write"
      })
  void ours_holds_in_the_same_worlds(String bug) {
    CampaignResult result = explore(bug, false, bug.equals("limiter") ? 10 : 100);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
  }

  /** In this world the breaker opens and is half open again while its caller is paused. */
  @Test
  void a_paused_caller_does_not_count_the_probes_of_two_periods_as_one() {
    assertThat(explore("breaker", false, 306, 1).findings()).isEmpty();
  }
}
