package dev.faultline.examples.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A published circuit breaker, what a campaign finds in it, and what a clock cures. */
final class Resilience4jTest {
  private static CampaignResult explore(String clock, String world) {
    return new Campaign(
            Explore.plan(new Resilience4j(), Map.of("clock", clock, "world", world), 1)
                .withWorlds(200))
        .run();
  }

  @Test
  void a_step_back_of_the_wall_clock_keeps_it_from_ever_opening() {
    CampaignResult result = explore("wall", "clocks");

    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().getFirst().violation().property())
        .isEqualTo("a breaker whose calls fail opens");
    assertThat(result.findings().getFirst().faults())
        .anySatisfy(began ->
            assertThat(began.fault())
                .isInstanceOfSatisfying(
                    Fault.ClockJump.class, jump -> assertThat(jump.by().isNegative()).isTrue()));
  }

  @Test
  void a_clock_of_monotonic_time_cures_that() {
    CampaignResult result = explore("monotonic", "clocks");

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
  }

  @Test
  void answers_from_before_an_outage_close_it_whatever_its_clock_is() {
    assertThat(explore("monotonic", "outage").findings()).hasSize(1);
  }
}
