package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.interleavings.Interleavings;
import dev.faultline.examples.pingpong.PingPong;
import dev.faultline.examples.twogenerals.TwoGenerals;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.Strategy;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SmallGalleryTest {
  @Test
  void two_threads_and_one_counter_end_in_exactly_four_ways_each_with_its_schedule() {
    CampaignResult result = Explore.all(new Interleavings(), Map.of());

    assertThat(result.outcomes()).containsOnlyKeys("2", "3", "4", "6");
    assertThat(result.schedules().keySet()).isEqualTo(result.outcomes().keySet());
    assertThat(result.schedules().values()).allSatisfy(lines -> assertThat(lines).hasSize(6));
    assertThat(Explore.exploration(result).summary()).contains("a proof");
  }

  @Test
  void without_reduction_the_counter_ends_in_the_same_ways_after_more_schedules() {
    CampaignResult reduced = Explore.all(new Interleavings(), Map.of());
    CampaignResult full =
        new Campaign(
                Explore.plan(new Interleavings(), Map.of())
                    .withStrategy(Strategy.EXHAUSTIVE.withReduction(false)))
            .run();

    assertThat(full.outcomes().keySet()).isEqualTo(reduced.outcomes().keySet());
    assertThat(full.worlds()).isGreaterThan(reduced.worlds());
    assertThat(reduced.worlds()).isEqualTo(6);
  }

  @Test
  void ping_pong_has_exactly_15625_states() {
    CampaignResult result = Explore.all(new PingPong(), Map.of());

    assertThat(Explore.exploration(result).states()).isEqualTo(15_625);
    assertThat(Explore.exploration(result).complete()).isTrue();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void one_client_has_25_states_and_two_have_the_square() {
    assertThat(Explore.exploration(Explore.all(new PingPong(), Map.of("clients", "1"))).states())
        .isEqualTo(25);
    assertThat(Explore.exploration(Explore.all(new PingPong(), Map.of("clients", "2"))).states())
        .isEqualTo(625);
  }

  @Test
  void for_every_depth_of_the_protocol_one_lost_message_lets_exactly_one_general_attack() {
    for (int messages = 1; messages <= 8; messages++) {
      Map<String, String> settings = Map.of("messages", Integer.toString(messages));
      CampaignResult result = Explore.all(new TwoGenerals(), settings);
      Shrunk shrunk = Explore.shrunk(Explore.plan(new TwoGenerals(), settings));

      String betrayed = messages % 2 == 1 ? "only general-1" : "only general-2";
      assertThat(result.outcomes().keySet()).contains("both attack", betrayed);
      assertThat(Explore.exploration(result).complete()).isTrue();
      assertThat(Shrunk.faults(shrunk.after())).isEqualTo(1);
    }
  }

  @Test
  void over_perfect_links_both_generals_attack_in_every_schedule() {
    for (int messages = 1; messages <= 8; messages++) {
      CampaignResult result =
          Explore.all(
              new TwoGenerals(),
              Map.of("messages", Integer.toString(messages), "links", "perfect"));

      assertThat(result.outcomes()).containsOnlyKeys("both attack");
      assertThat(result.findings()).isEmpty();
      assertThat(Explore.exploration(result).summary()).contains("a proof");
    }
  }
}
