package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.examples.broadcast.ReliableBroadcastScenario;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReliableBroadcastTest {
  private static CampaignResult explore(int members, int liars, int assumed, int worlds) {
    Map<String, String> settings =
        Map.of(
            "members", Integer.toString(members),
            "liars", Integer.toString(liars),
            "assumed", Integer.toString(assumed));
    return new Campaign(Explore.plan(new ReliableBroadcastScenario(), settings).withWorlds(worlds))
        .run();
  }

  @Test
  void with_fewer_liars_than_a_third_all_honest_members_deliver_the_same() {
    assertThat(explore(4, 1, 1, 400).notClean(400)).isEmpty();
    assertThat(explore(7, 2, 2, 40).notClean(40)).isEmpty();
  }

  @Test
  void with_a_third_of_liars_two_honest_members_believe_two_things() {
    assertThat(explore(3, 1, 0, 100).findings())
        .first()
        .satisfies(finding ->
            assertThat(finding.violation().property())
                .isEqualTo("honest members deliver the same"));
    assertThat(explore(6, 2, 1, 400).findings()).isNotEmpty();
  }

  @Test
  void a_protocol_that_expects_a_third_of_liars_is_refused() {
    assertThatThrownBy(() -> explore(3, 1, 1, 1)).hasMessageContaining("expected at most 0");
  }
}
