package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignResult;
import dev.faultline.link.rules.Rules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LadderWorldTest {
  @ParameterizedTest
  @EnumSource(names = {"FAIR_LOSS", "STUBBORN", "UNORDERED", "ORDERED"})
  void a_stream_keeps_its_promise_on_a_network_that_keeps_none(StreamKind kind) {
    Ends.Plan plan = new Ends.Plan(kind, 200, false, 200, Ends.small());

    CampaignResult result =
        Worlds.clean(
            "a stream that is " + kind,
            EndsWorld.program(plan, () -> Rules.SOUND),
            150,
            Duration.ofSeconds(90));

    // A fair-loss stream sends nothing again.
    assertThat(result.neverReached())
        .isEqualTo(kind == StreamKind.FAIR_LOSS ? List.of(EndsWorld.RESENT) : List.of());
  }
}
