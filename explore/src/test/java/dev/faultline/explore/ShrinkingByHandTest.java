package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ShrinkingByHandTest {
  /** Ticks, so that the world goes on. */
  private static final class Ticking implements Node {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(10), "tick");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(Duration.ofMillis(10), tag);
    }
  }

  /** Two crashes by hand, of which the second is what matters. */
  private static void build(World world) {
    world.model(SystemModel.asynchronous().crashRecovery(2).perfectLinks());
    NodeHandle<Ticking> first = world.node("first", Ticking::new);
    NodeHandle<Ticking> second = world.node("second", Ticking::new);
    world.when(
        "a moment",
        () -> world.nowNanos() > 100_000_000,
        () -> world.crash(first, Duration.ofMillis(10)));
    world.when(
        "another moment",
        () -> world.nowNanos() > 200_000_000,
        () -> world.crash(second, Duration.ofMillis(10)));
    world.always("the second stays up", () -> second.up() || world.nowNanos() < 200_000_000);
  }

  @Test
  void a_fault_by_hand_that_does_not_matter_is_left_out_and_the_file_brings_that_back() {
    // A world in which the adversary plays nothing: the program's own faults are enough.
    CampaignPlan plan = Toys.plan(ShrinkingByHandTest::build, 1, 1).withStrategy(Strategy.RANDOM);
    Finding finding = new Campaign(plan).run().findings().getFirst();

    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(1_000, Duration.ofMinutes(2)));

    assertThat(shrunk.after().faults())
        .singleElement()
        .extracting(TraceEvent.FaultBegan::fault)
        .isInstanceOfSatisfying(
            Fault.Crash.class, crash -> assertThat(crash.node()).isEqualTo("second"));
    assertThat(shrunk.after().replay().tape().departures())
        .contains(new Departure.Struck(Decision.FAULT_SKIPPED, Subjects.node("first"), 0));
    Replay replay =
        Replay.of(shrunk.after().replay(), Toys.scenario(ShrinkingByHandTest::build), null);
    assertThat(replay.reproduced()).isTrue();
  }
}
