package dev.faultline.examples.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 23: JGroups, as it is. A run of each world is compared with a second one. */
final class JGroupsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp"})
  void all_members_have_one_view_once_faults_have_ended(String transport) {
    CampaignResult result =
        new Campaign(
                Explore.plan(new JGroups(), Map.of("transport", transport))
                    .withWorlds(2)
                    .withJobs(1)
                    .withStuckAfter(PATIENCE))
            .run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.stuck()).isNull();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }
}
