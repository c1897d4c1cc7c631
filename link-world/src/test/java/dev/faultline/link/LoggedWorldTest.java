package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignResult;
import dev.faultline.link.rules.Rules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoggedWorldTest {
  @Test
  void each_message_has_its_effect_once_though_both_sides_crash() {
    CampaignResult result =
        Worlds.clean(
            "a logged stream", LedgerWorld.program(100, Rules.SOUND), 400, Duration.ofSeconds(70));
  }

  @Test
  void an_application_with_a_store_of_its_own_processes_each_message_once() {
    CampaignResult result =
        Worlds.clean(
            "a ledger of its own",
            LedgerWorld.books(100, Rules.SOUND),
            200,
            Duration.ofSeconds(70));
  }

  @Test
  void a_cautious_application_never_sees_a_message_twice() {
    CampaignResult result =
        Worlds.clean("at most once", LedgerWorld.cautious(100), 300, Duration.ofSeconds(70));

    assertThat(result.neverReached()).isEmpty();
  }
}
