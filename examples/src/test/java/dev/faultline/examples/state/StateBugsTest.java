package dev.faultline.examples.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published bugs of state fail in their worlds, and ours hold in the same. */
@Timeout(300)
final class StateBugsTest {
  private static CampaignResult explore(String bug, boolean naive, int worlds) {
    return explore(bug, naive, 1, worlds);
  }

  private static CampaignResult explore(String bug, boolean naive, long seed, int worlds) {
    return new Campaign(
            Explore.plan(
                    new StateBugs(), Map.of("bug", bug, "naive", Boolean.toString(naive)), seed)
                .withWorlds(worlds))
        .run();
  }

  @ParameterizedTest
  @CsvSource({
    "schema, no value is read as another column's",
    "ring, no acknowledged write is missing",
    "last-write, the last acknowledged write",
    "deltas, what is known to be removed",
    "resurrection, what was deleted is not back",
    "iterator, no key is handed over twice",
    "rot, (what is read was written|rot stays where it is)",
  })
  void a_naive_program_fails(String bug, String property) {
    assertThat(explore(bug, true, 100).findings())
        .hasSize(1)
        .first()
        .satisfies(finding -> assertThat(finding.violation().property()).containsPattern(property));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"schema", "ring", "last-write", "deltas", "resurrection", "rot", "iterator"})
  void ours_holds_in_the_same_worlds(String bug) {
    CampaignResult result = explore(bug, false, 100);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
  }

  /** In this world the clock of the owner of the rounds is set back by more than a minute. */
  @Test
  void a_clock_that_was_set_back_does_not_keep_tombstones() {
    assertThat(explore("resurrection", false, 496, 1).findings()).isEmpty();
  }
}
