package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.replicated.ReplicatedCounterScenario;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplicatedCounterTest {
  @Test
  void commands_take_effect_once_in_one_order_and_clients_get_on_after_healing() {
    CampaignResult result =
        new Campaign(Explore.plan(new ReplicatedCounterScenario(), Map.of()).withWorlds(150)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.leak()).isNull();
    assertThat(result.inconclusiveWorlds()).isZero();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void a_follower_that_is_stuck_in_an_old_term_is_freed() {
    isClean(Map.of(), 506);
  }

  @Test
  void a_crash_that_leaves_the_end_of_a_write_and_not_its_beginning_is_no_rot() {
    isClean(Map.of(), 1001);
  }

  @Test
  void five_members_hold() {
    CampaignResult result =
        new Campaign(
                Explore.plan(new ReplicatedCounterScenario(), Map.of("members", "5"))
                    .withWorlds(20))
            .run();
    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusiveWorlds()).isZero();
  }

  @Test
  void a_client_that_asks_again_as_if_it_had_not_asked_is_carried_out_twice() {
    assertThat(violated("no-session", 1)).isEqualTo("the counter is linearizable");
  }

  @Test
  void without_a_watchdog_the_library_stands_still() {
    assertThat(violated("no-watchdog", 126)).isEqualTo("clients make progress again after healing");
  }

  private static void isClean(Map<String, String> settings, long seed) {
    CampaignResult result =
        new Campaign(Explore.plan(new ReplicatedCounterScenario(), settings, seed).withWorlds(1))
            .run();
    assertThat(result.findings()).isEmpty();
  }

  private static String violated(String mistake, long seed) {
    CampaignResult result =
        new Campaign(
                Explore.plan(new ReplicatedCounterScenario(), Map.of("mistake", mistake), seed)
                    .withWorlds(1))
            .run();
    return result.findings().getFirst().violation().property();
  }
}
