package dev.faultline.explore.exhaustive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Program;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 2: every decision that was asked for and not searched is named. */
final class OpenDecisionsTest {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  @Test
  void every_kind_of_decision_that_was_taken_in_one_way_only_is_named_or_may_be_left_out() {
    for (Decision kind : Decision.values()) {
      OpenDecisions open = new OpenDecisions();
      open.drawn(kind, 1_000);
      open.timersWaited(true);
      List<String> named = new ArrayList<>(open.untried(true, 1));
      named.addAll(open.assumptions(1));

      boolean mayBeLeftOut =
          switch (OpenDecisions.of(kind)) {
            case NOTHING, TIMES -> true;
            case CLOCKS, STARTS, TIMERS, UNTRIED, ASSUMED -> false;
          };
      assertThat(named.isEmpty()).as("%s: %s", kind, named).isEqualTo(mayBeLeftOut);
    }
  }

  @Test
  void a_program_that_reads_no_clock_is_proved_with_the_default_clocks() {
    assertThat(explore(world -> {}, env -> {}).summary()).contains("a proof");
  }

  @Test
  void a_program_that_reads_a_wall_clock_is_not_proved() {
    noProof(explore(world -> {}, env -> env.clock().wallNanos()), "the program reads clocks");
    noProof(explore(world -> {}, env -> env.clock().wallNanos()), "drift or jump");
  }

  @Test
  void a_program_that_reads_a_monotonic_clock_is_not_proved_even_where_all_begin_at_zero() {
    noProof(
        explore(world -> world.monotonicOrigin(Duration.ZERO), env -> env.clock().monotonicNanos()),
        "the program reads clocks");
  }

  @Test
  void starts_that_messages_may_precede_are_named() {
    noProof(
        explore(world -> world.startSpread(Duration.ofMillis(5)), env -> {}),
        "all nodes started before the first message arrived");
  }

  @Test
  void timers_that_may_be_late_but_keep_their_order_are_named() {
    Start two =
        env -> {
          env.timer(Duration.ofMillis(5), "a");
          env.timer(Duration.ofMillis(5), "b");
        };
    Program late = world -> world.timerLateness(Duration.ofMillis(1));

    noProof(explore(late, two), "timers of one node");
    assertThat(explore(world -> world.timerLateness(Duration.ZERO), two).summary())
        .contains("a proof");
    assertThat(explore(late, env -> env.timer(Duration.ofMillis(5), "a")).summary())
        .contains("a proof");
  }

  @Test
  void syncs_that_take_time_are_named() {
    Start sync =
        env -> {
          env.store().put("key", 1);
          env.store().sync();
        };

    noProof(explore(world -> {}, sync), "syncs took no time");
    assertThat(explore(world -> world.syncTime(Duration.ZERO), sync).summary()).contains("a proof");
  }

  @Test
  void random_numbers_are_named() {
    noProof(explore(world -> {}, env -> env.random().nextInt()), "random numbers");
  }

  private interface Start {
    void run(Env env);
  }

  private static void noProof(Exploration exploration, String untried) {
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.summary()).contains(untried).doesNotContain("proof");
  }

  private static Exploration explore(Program settings, Start start) {
    Program program =
        world -> {
          world.model(ASYNCHRONOUS);
          settings.build(world);
          build(world, start);
        };
    CampaignPlan plan = Toys.plan(program, 1, 10_000).withStrategy(Strategy.EXHAUSTIVE);
    return Objects.requireNonNull(new Campaign(plan.withAll(true)).run().exploration());
  }

  private static void build(World world, Start start) {
    Address to = world.node("to", () -> (Node) env -> {});
    world.node(
        "from",
        () ->
            (Node)
                env -> {
                  start.run(env);
                  env.send(to, 1);
                });
  }
}
