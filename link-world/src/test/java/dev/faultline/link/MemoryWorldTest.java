package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.CampaignResult;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryWorldTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void streams_go_on_though_there_is_memory_for_few_of_them_at_a_time(boolean durable) {
    CampaignResult result =
        Worlds.clean(
            durable ? "durable links with little memory" : "links with little memory",
            MemoryWorld.program(durable, durable ? 8 : 20),
            100,
            Duration.ofSeconds(100));

    assertThat(result.neverReached()).isEmpty();
  }
}
