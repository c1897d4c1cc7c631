package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.small.RandomCells;
import dev.faultline.explore.small.SmallSystem;
import dev.faultline.sim.adversary.EventOrder;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, fault 2: with crashes, recoveries, losses, duplicates, corruption, omissions and stores
 * a search over states sees what one over schedules sees.
 */
final class StatesAgainstSchedulesTest {
  @Test
  void searches_over_states_and_over_schedules_see_the_same_ends_of_random_systems() {
    long first = Long.getLong("faultline.test.seed", 1);
    int systems = Integer.getInteger("faultline.test.systems", 42);
    int most = Integer.getInteger("faultline.test.runs", 300);
    int compared = 0;
    long plainRuns = 0;
    long states = 0;
    for (long seed = first; compared < systems; seed++) {
      SmallSystem system = RandomCells.of(seed);
      Strategy.Exhaustive plain = Strategy.EXHAUSTIVE.withFaults(1).withReduction(false);
      ReductionTest.Seen schedules = ReductionTest.Seen.by(system, plain, most);
      if (schedules.exploration().complete()) {
        Strategy.Exhaustive over = plain.overStates(EventOrder.PENDING_SET);
        ReductionTest.Seen seen = ReductionTest.Seen.by(system, over, 100_000);
        assertThat(seen.exploration().complete()).as(system.name()).isTrue();
        assertThat(seen.ends()).as(system.name()).isEqualTo(schedules.ends());
        compared++;
        plainRuns += schedules.runs();
        states += seen.exploration().states();
      }
    }
    System.out.printf(
        "%d random systems from seed %d on: %d schedules, %d states%n",
        compared, first, plainRuns, states);
  }
}
