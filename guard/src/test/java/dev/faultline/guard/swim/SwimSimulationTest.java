package dev.faultline.guard.swim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SwimSimulationTest {
  private static final SwimSettings PLAIN = SwimSettings.DEFAULT.withLifeguard(false, false, false);

  private static long falseDeaths(SwimSettings settings, int slow) {
    long sum = 0;
    for (long seed = 1; seed <= 5; seed++) {
      sum += new SwimSimulation(settings, 100, slow, 0, seed).run().falseDeaths();
    }
    return sum;
  }

  @Test
  void nobody_that_is_well_is_taken_for_dead_when_all_are_well() {
    assertThat(falseDeaths(PLAIN, 0)).isZero();
    assertThat(falseDeaths(SwimSettings.DEFAULT, 0)).isZero();
  }

  @Test
  void slow_members_have_others_taken_for_dead_and_lifeguard_prevents_it() {
    long plain = falseDeaths(PLAIN, 32);
    long guarded = falseDeaths(SwimSettings.DEFAULT, 32);
    assertThat(plain).isGreaterThan(100);
    assertThat(guarded * 20).isLessThan(plain);
  }

  @Test
  void a_crash_is_known_to_all_within_a_minute_and_what_is_sent_does_not_grow_with_the_group() {
    SwimSimulation.Seen few = new SwimSimulation(SwimSettings.DEFAULT, 20, 0, 0.01, 7).run();
    SwimSimulation.Seen many = new SwimSimulation(SwimSettings.DEFAULT, 200, 0, 0.01, 7).run();
    assertThat(many.all()).isBetween(1.0, 55.0);
    assertThat(many.messages()).isCloseTo(few.messages(), within(0.5));
  }
}
