package dev.faultline.explore.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Finding;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Findings;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Faults that are needed for nothing but the numbers of what comes after them: without the crash
 * the sender greets once less, and the losses, which go by number, hit other messages.
 */
final class AlignmentTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(3_000, Duration.ofMinutes(5));
  private static final FaultRates RATES = new FaultRates(0.5, 0, 0, Duration.ofSeconds(1));
  private static final long TICK_NANOS = 100_000_000;

  /** Says hello when it comes up, and the number of its tick ten times a second. */
  private static final class Sender implements Node {
    @Override
    public void start(Env env) {
      env.send(env.address("receiver"), -1L);
      wait(env);
    }

    private static void wait(Env env) {
      env.timer(TICK_NANOS - Math.floorMod(env.clock().wallNanos(), TICK_NANOS), "tick");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(
          env.address("receiver"),
          Math.floorMod((env.clock().wallNanos() + TICK_NANOS / 2) / TICK_NANOS, 1_000L));
      wait(env);
    }
  }

  private static void program(World world) {
    Set<Long> received = new TreeSet<>();
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
    world.clockOffset(Duration.ZERO);
    world.timerLateness(Duration.ZERO);
    world.node("sender", Sender::new);
    world.node(
        "receiver",
        () ->
            new Node() {
              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                received.add((Long) message);
              }
            });
    world.atEnd("both ticks arrive", () -> received.contains(20L) || received.contains(21L));
  }

  private static Departure lost(long message) {
    return new Departure.Struck(Decision.LOSS, Subjects.link("sender", "receiver"), message);
  }

  private static Departure crash(long point) {
    return new Departure.Faulted(
        Subjects.node("sender"), point, new Fault.Crash("sender", Duration.ofMillis(10)));
  }

  private static Finding finding(CampaignPlan plan) {
    // At the end of the step that sends tick 5: tick 20 is message 21 then.
    Tape tape = new Tape(List.of(crash(12), lost(21), lost(22)), List.of());
    WorldRun run = WorldRun.replay(plan, 1, RATES, tape, plan.duration(), null);
    return Objects.requireNonNull(Findings.of(plan, run, plan.duration()));
  }

  @Test
  void each_world_that_the_shrinker_runs_counts_once() {
    AtomicInteger worlds = new AtomicInteger();
    CampaignPlan plan =
        Toys.plan(
            world -> {
              worlds.incrementAndGet();
              program(world);
            },
            1,
            1);
    Finding finding = finding(plan);
    int inAll = replays(plan, finding, PLENTY, worlds);
    for (int budget = 1; budget < inAll; budget += 1 + inAll / 40) {
      ShrinkBudget some = new ShrinkBudget(budget, Duration.ofMinutes(5));

      assertThat(replays(plan, finding, some, worlds)).isLessThanOrEqualTo(budget);
    }
  }

  /** How many replays the shrinker says it took; it ran these, and two more in any case. */
  private static int replays(
      CampaignPlan plan, Finding finding, ShrinkBudget budget, AtomicInteger worlds) {
    worlds.set(0);
    int told = Shrinker.shrink(plan, finding, budget).replays();
    // Before it shrinks a finding it looks whether that comes again, and what is left is explained.
    assertThat(worlds.get()).as("budget %s", budget.replays()).isEqualTo(told + 2);
    return told;
  }

  @Test
  void a_crash_that_only_shifts_the_numbers_of_messages_is_taken_out() {
    CampaignPlan plan = Toys.plan(AlignmentTest::program, 1, 1);
    Finding finding = finding(plan);
    assertThat(Shrunk.faults(finding)).isEqualTo(3);

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.after().replay().tape().departures()).containsExactly(lost(20), lost(21));
    assertThat(shrunk.minimal()).isTrue();
    assertThat(Shrinker.shrink(plan.withJobs(4), finding, PLENTY).replays())
        .isEqualTo(shrunk.replays());
  }
}
