package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.quorumregister.QuorumRegisterScenario;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Shrunk;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class QuorumRegisterTest {
  @Test
  void with_majorities_and_write_back_no_world_breaks_the_register() {
    CampaignResult result =
        new Campaign(Explore.plan(new QuorumRegisterScenario(), Map.of()).withWorlds(400)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.leak()).isNull();
    assertThat(result.inconclusiveWorlds()).isZero();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void it_holds_wherever_its_replicas_are_and_worlds_take_their_distances() {
    TreeSet<Long> hashes = new TreeSet<>();
    for (String places : List.of("one", "zones", "continents")) {
      CampaignResult result =
          new Campaign(
                  Explore.plan(new QuorumRegisterScenario(), Map.of("places", places))
                      .withWorlds(100))
              .run();
      assertThat(result.notClean(100)).isEmpty();
      hashes.add(result.campaignHash());
    }
    assertThat(hashes).hasSize(3);
  }

  @Test
  void a_reader_that_does_not_write_back_is_found_and_shrunk_to_a_few_faults() {
    isFoundAndSmall("no-write-back", 231);
  }

  @Test
  void a_quorum_of_half_the_replicas_is_found_and_shrunk_to_a_few_faults() {
    isFoundAndSmall("small-quorum", 1);
  }

  @Test
  void a_stamp_from_a_wall_clock_is_found_and_shrunk_to_a_few_faults() {
    isFoundAndSmall("wall-clock", 1);
  }

  @Test
  void members_that_begin_with_nothing_are_found_and_shrunk_to_a_few_faults() {
    isFoundAndSmall("not-carried-over", 1);
  }

  @Test
  void five_members_that_change_often_hold() {
    Map<String, String> settings = Map.of("replicas", "5", "changes", "6", "operations", "30");
    CampaignResult result =
        new Campaign(Explore.plan(new QuorumRegisterScenario(), settings).withWorlds(60)).run();
    assertThat(result.notClean(60)).isEmpty();
  }

  private static void isFoundAndSmall(String mistake, long seed) {
    Shrunk shrunk =
        Explore.shrunk(
            Explore.plan(new QuorumRegisterScenario(), Map.of("mistake", mistake), seed));

    assertThat(shrunk.after().violation().property()).isEqualTo("linearizable");
    assertThat(Shrunk.faults(shrunk.after())).isLessThanOrEqualTo(6);
  }
}
