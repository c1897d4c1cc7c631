package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Verdict;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.FaultPlan.Member;
import dev.faultline.core.plan.FaultPlan.Phase;
import dev.faultline.core.plan.FaultPlan.Quiet;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.core.plan.Selector;
import dev.faultline.sim.PlanAnswers;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes a, b and c, which tell each other their clocks each 10 ms, under a fault plan. */
final class PlayedPlanTest {
  private static final Optional<String> ALL = Optional.empty();
  private static final PlannedFault KILL_ONE = new PlannedFault.Kill(Selector.ONE, ALL, true);
  private final List<Long> clocksOfA = new ArrayList<>();
  private boolean usesDisks;
  private boolean silent;

  private Rig rig(long seed) {
    Rig rig =
        Rig.quiet(seed)
            .model(
                partiallySynchronous()
                    .crashRecovery(2, 1)
                    .fairLossLinks()
                    .diskTroubles(0, DiskTrouble.SLOW, DiskTrouble.FULL));
    for (String name : List.of("a", "b", "c")) {
      rig.node(
          name,
          new Scripted()
              .onStart(env -> {
                env.disk();
                env.timer(millis(10), "tick");
              })
              .onTimer((env, tag) -> {
                if (silent) {
                  return;
                }
                if (name.equals("a")) {
                  clocksOfA.add(env.clock().wallNanos());
                }
                for (String other : List.of("a", "b", "c")) {
                  if (!other.equals(name)) {
                    env.send(env.address(other), name);
                  }
                }
                if (usesDisks) {
                  Path file = env.disk().getPath("/f");
                  try {
                    Files.writeString(file, name);
                    Files.readString(file);
                  } catch (IOException e) {
                    assertThat(e).isNotNull();
                  }
                }
                env.timer(millis(10), "tick");
              }));
    }
    return rig;
  }

  /** 100 ms without faults, 100 ms with these, and 100 ms without. */
  private static FaultPlan plan(PlannedFault... faults) {
    return plan(1, faults);
  }

  private static FaultPlan plan(int limit, PlannedFault... faults) {
    return FaultPlan.of(
        "x",
        limit,
        List.of(
            new Member("a", List.of("first")),
            new Member("b", List.of("never reads")),
            new Member("c", List.of())),
        List.of(
            new Phase("calm", millis(100), List.of()),
            new Phase("struck", millis(100), List.of(faults)),
            new Phase("after", millis(100), List.of())));
  }

  private Rig played(long seed, FaultPlan plan, PlanAnswers answers) {
    Rig rig = rig(seed);
    rig.world.play(plan, answers);
    rig.runWell();
    return rig;
  }

  private List<Fault> faults(FaultPlan plan) {
    Rig rig = played(1, plan, new PlanAnswers());
    List<Fault> begun = new ArrayList<>();
    for (TraceEvent.FaultBegan each : rig.trace.of(TraceEvent.FaultBegan.class)) {
      assertThat(each.nanos()).isEqualTo(100_000_002);
      begun.add(each.fault());
    }
    assertThat(rig.trace.of(TraceEvent.Healed.class))
        .singleElement()
        .extracting(TraceEvent.Healed::nanos)
        .isEqualTo(300_000_004L);
    return begun;
  }

  private static Optional<String> first() {
    return Optional.of("first");
  }

  @Test
  void a_node_is_killed_for_its_phase_and_another_seed_kills_another() {
    Set<String> killed = new LinkedHashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      Rig rig = played(seed, plan(KILL_ONE), new PlanAnswers());
      List<TraceEvent.Crashed> crashes = rig.trace.of(TraceEvent.Crashed.class);
      assertThat(crashes).hasSize(1);
      String node = crashes.getFirst().node();
      killed.add(node);
      assertThat(rig.trace.of(TraceEvent.Started.class).getLast().node()).isEqualTo(node);
      assertThat(rig.trace.of(TraceEvent.Started.class).getLast().nanos())
          .isBetween(200_000_002L, 201_000_002L);
      assertThat(played(seed, plan(KILL_ONE), new PlanAnswers()).trace.of(TraceEvent.Crashed.class))
          .as("seed " + seed)
          .isEqualTo(crashes);
    }
    assertThat(killed).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void each_fault_of_a_plan_is_one_of_the_world() {
    Duration phase = millis(100);
    assertThat(faults(plan(new PlannedFault.Kill(Selector.ONE, first(), false))))
        .containsExactly(new Fault.Crash("a", Fault.FOREVER, Fault.Crash.Extent.PROCESS));
    assertThat(faults(plan(new PlannedFault.Pause(Selector.ONE, first()))))
        .containsExactly(new Fault.Pause("a", phase));
    assertThat(faults(plan(new PlannedFault.Partition(Selector.ONE, first()))))
        .singleElement()
        .asString()
        .contains("HALVES", "[[a], [b, c]]", "PT0.1S");
    assertThat(faults(plan(new PlannedFault.Delay(Selector.ONE, first(), millis(7)))))
        .containsExactly(
            new Fault.LinkDelay("a", "b", millis(7), phase),
            new Fault.LinkDelay("b", "a", millis(7), phase),
            new Fault.LinkDelay("a", "c", millis(7), phase),
            new Fault.LinkDelay("c", "a", millis(7), phase));
    usesDisks = true;
    assertThat(faults(plan(new PlannedFault.SlowDisk(Selector.ONE, first(), millis(7)))))
        .singleElement()
        .asString()
        .contains("Disk[node=a, trouble=SLOW, duration=PT0.1S]");
    assertThat(faults(plan(new PlannedFault.FullDisk(Selector.ONE, first()))))
        .singleElement()
        .asString()
        .contains("Disk[node=a, trouble=FULL, duration=PT0.1S]");
    usesDisks = false;
    assertThat(faults(plan(new PlannedFault.Clock(Selector.ONE, first(), Duration.ZERO, 1.5))))
        .containsExactly(new Fault.ClockDrift("a", 500_000, phase));
  }

  @Test
  void a_clock_is_right_again_when_its_phase_is_over() {
    clocksOfA.clear();
    played(
        1,
        plan(new PlannedFault.Clock(Selector.ONE, first(), Duration.ofHours(1), 1)),
        new PlanAnswers());
    long hour = Duration.ofHours(1).toNanos();
    // A reading each 10 ms: ten before, ten while it is wrong, and then right ones.
    assertThat(clocksOfA.get(10) - clocksOfA.get(9)).isEqualTo(hour + 10_000_000);
    assertThat(clocksOfA.get(18) - clocksOfA.get(10)).isEqualTo(80_000_000);
    assertThat(clocksOfA.get(20) - clocksOfA.get(18)).isEqualTo(-hour + 20_000_000);
  }

  @Test
  void never_more_are_struck_than_the_limit_and_nobody_twice() {
    PlannedFault pauseOne = new PlannedFault.Pause(Selector.ONE, ALL);
    List<Fault> faults = faults(plan(2, pauseOne, pauseOne));
    assertThat(faults).hasSize(2).doesNotHaveDuplicates();
    assertThatThrownBy(() -> plan(pauseOne, pauseOne))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "phase 'struck' may have 2 members under faults at once, expected at most the limit,"
                + " 1");
    // Dead for good counts in the phases after it.
    Rig rig = rig(1);
    FaultPlan dead =
        FaultPlan.of(
            "x",
            2,
            plan().members(),
            List.of(
                new Phase(
                    "p", millis(10), List.of(new PlannedFault.Kill(Selector.ONE, ALL, false))),
                new Phase("q", millis(10), List.of(pauseOne))));
    rig.world.play(dead, new PlanAnswers());
    rig.runWell();
    assertThat(rig.trace.of(TraceEvent.FaultBegan.class)).hasSize(2);
  }

  @Test
  void the_faults_of_a_phase_are_over_when_those_of_the_next_begin() {
    FaultPlan twice =
        FaultPlan.of(
            "x",
            1,
            List.of(new Member("a", List.of())),
            List.of(
                new Phase("p", millis(10), List.of(KILL_ONE)),
                new Phase("q", millis(10), List.of(new PlannedFault.Pause(Selector.ONE, ALL))),
                new Phase("r", millis(10), List.of(new PlannedFault.Pause(Selector.ONE, ALL)))));
    Rig rig = played(1, twice, new PlanAnswers());
    assertThat(rig.trace.of(TraceEvent.FaultBegan.class)).hasSize(3);
  }

  @Test
  void primaries_are_those_that_the_world_says_are_some_then() {
    Rig rig =
        played(
            1,
            plan(new PlannedFault.Pause(Selector.PRIMARIES, ALL)),
            new PlanAnswers().primary(node -> node.name().equals("b")));
    assertThat(rig.trace.of(TraceEvent.FaultBegan.class))
        .singleElement()
        .extracting(TraceEvent.FaultBegan::fault)
        .isEqualTo(new Fault.Pause("b", millis(100)));
  }

  @Test
  void a_world_in_which_a_fault_of_the_plan_strikes_nobody_is_inconclusive() {
    Rig rig = rig(1);
    rig.world.play(
        plan(new PlannedFault.Pause(Selector.PRIMARIES, ALL)),
        new PlanAnswers().primary(node -> false));
    WorldResult result = rig.run();
    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive())
        .contains("no node was left to strike for 'pause: primaries' in phase 'struck'");
    assertThat(rig.trace.of(TraceEvent.Remarked.class).toString())
        .contains("the plan's 'pause: primaries' is left out: no node is left to strike");
  }

  @Test
  void a_full_disk_that_no_call_meets_makes_the_world_inconclusive() {
    Rig rig = rig(1);
    rig.world.play(plan(new PlannedFault.FullDisk(Selector.ONE, ALL)), new PlanAnswers());
    WorldResult result = rig.run();
    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive())
        .contains("no call of a node met 'disk: one' in phase 'struck'");
  }

  @Test
  void a_fault_that_nothing_met_makes_the_world_inconclusive() {
    silent = true;
    Map<PlannedFault, String> unmet =
        Map.of(
            new PlannedFault.Partition(Selector.ONE, ALL),
            "no message met 'partition: one' in phase 'struck'",
            new PlannedFault.Delay(Selector.ONE, ALL, millis(7)),
            "no message met 'delay: one' in phase 'struck'",
            new PlannedFault.Clock(Selector.ONE, ALL, Duration.ofHours(1), 1),
            "no node read the clock of 'clock: one' in phase 'struck'",
            new PlannedFault.Clock(Selector.ONE, ALL, Duration.ZERO, 1.5),
            "no node read the clock of 'clock: one' in phase 'struck'");
    unmet.forEach((fault, reason) -> {
      Rig rig = rig(1);
      rig.world.play(plan(fault), new PlanAnswers());
      WorldResult result = rig.run();
      assertThat(result.violation()).isNull();
      assertThat(result.inconclusive()).contains(reason);
    });
    silent = false;
    unmet
        .keySet()
        .forEach(fault ->
            // Only node a reads its clock.
            played(
                1,
                plan(
                    fault instanceof PlannedFault.Clock clock
                        ? new PlannedFault.Clock(
                            clock.members(), first(), clock.offset(), clock.rate())
                        : fault),
                new PlanAnswers()));
  }

  @Test
  void timers_that_run_at_another_rate_have_met_the_clock() {
    Rig rig = rig(1);
    rig.world.play(
        plan(new PlannedFault.Clock(Selector.ONE, Optional.of("never reads"), Duration.ZERO, 1.5)),
        new PlanAnswers());
    rig.runWell();
  }

  @Test
  void a_history_that_is_judged_by_another_model_or_level_is_refused() {
    FaultPlan plan =
        plan(KILL_ONE)
            .checked(
                new Quiet(millis(50), List.of()),
                List.of(new PlannedCheck.History("h", "register", "linearizable")));
    assertThatThrownBy(() ->
            rig(1)
                .world
                .play(plan, new PlanAnswers().history("h", "counter", "linearizable", this::valid)))
        .hasMessageEndingWith(
            "checks: 'h' is of the model counter here, and the plan says register");
    assertThatThrownBy(() ->
            rig(1)
                .world
                .play(plan, new PlanAnswers().history("h", "register", "sequential", this::valid)))
        .hasMessageEndingWith(
            "checks: 'h' is checked for sequential here, and the plan says linearizable");
    played(1, plan, new PlanAnswers().history("h", "register", "linearizable", this::valid));
  }

  private Verdict valid() {
    return Verdict.valid("as planted");
  }

  @Test
  void what_a_world_cannot_do_is_refused_by_name_with_every_reason() {
    FaultPlan plan =
        new FaultPlan(
            "x",
            1,
            List.of(new Member("a", List.of()), new Member("z", List.of())),
            List.of("well"),
            List.of("alarm"),
            List.of(
                new Phase(
                    "only",
                    Duration.ofMinutes(2),
                    List.of(new PlannedFault.Kill(Selector.PRIMARIES, ALL, true)))),
            new Quiet(Duration.ofSeconds(5), List.of("settled")),
            List.of(
                new PlannedCheck.Holds("GET http://127.0.0.1/"),
                new PlannedCheck.Sometimes("saw an error"),
                new PlannedCheck.History("h.edn", "register", "linearizable")));
    assertThatThrownBy(() -> rig(1).world.play(plan, new PlanAnswers()))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "plan 'x' cannot be played in this world: there is no node 'z'; it takes"
                + " PT2M5.000000002S of simulated time, but the world ends at PT1M; phase 'only':"
                + " 'kill: primaries': the answers of this plan do not say which node is a primary;"
                + " steady: there is no answer for the probe 'well'; stop: there is no answer for"
                + " the probe 'alarm'; quiet: there is no answer for the probe 'settled'; checks:"
                + " there is no answer for the probe 'GET http://127.0.0.1/'; checks: there is no"
                + " answer for the probe 'saw an error'; checks: there is no history 'h.edn'");
  }

  private WorldResult judged(PlanAnswers answers) {
    FaultPlan plan =
        plan(KILL_ONE)
            .checked(
                new Quiet(Duration.ofSeconds(1), List.of("settled")),
                List.of(new PlannedCheck.Holds("whole")));
    FaultPlan steady =
        new FaultPlan(
            plan.name(),
            plan.limit(),
            plan.members(),
            List.of("well"),
            List.of("alarm"),
            plan.phases(),
            plan.quiet(),
            plan.checks());
    Rig rig = rig(1);
    rig.world.play(steady, answers);
    return rig.run();
  }

  private static PlanAnswers good() {
    return new PlanAnswers()
        .probe("well", () -> true)
        .probe("alarm", () -> false)
        .probe("settled", () -> true)
        .probe("whole", () -> true);
  }

  @Test
  void an_imposed_plan_heals_at_its_own_time_and_is_answered_by_the_program() {
    Rig rig = rig(1);
    rig.world.healAfter(millis(1)).answers().probe("fine", () -> true);
    rig.world.impose(
        plan(KILL_ONE)
            .checked(
                new Quiet(millis(50), List.of("fine")), List.of(new PlannedCheck.Holds("fine"))));
    rig.runWell();
    assertThat(rig.trace.of(TraceEvent.Crashed.class)).hasSize(1);
    assertThat(rig.trace.of(TraceEvent.Healed.class))
        .singleElement()
        .extracting(TraceEvent.Healed::nanos)
        .isEqualTo(300_000_004L);
  }

  @Test
  void an_imposed_plan_with_faults_that_the_model_rules_out_is_refused_before_the_world_runs() {
    Rig rig = rig(1);
    rig.world.model(partiallySynchronous().crashStop(1));
    FaultPlan plan =
        plan(
            3,
            KILL_ONE,
            new PlannedFault.SlowDisk(Selector.ONE, ALL, millis(1)),
            new PlannedFault.Pause(Selector.ONE, ALL));
    rig.world.play(plan(), new PlanAnswers());
    assertThatThrownBy(() -> rig.world.impose(plan))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "plan 'x' cannot be played in this world: its program plays a plan of its own; phase"
                + " 'struck': 'kill: one': processes that stop do not come back; phase 'struck':"
                + " 'disk: one': disks have no trouble of the kind SLOW");
  }

  @Test
  void checks_are_properties_of_the_world() {
    WorldResult held = judged(good());
    assertThat(held.violation()).isNull();
    assertThat(held.inconclusive()).isNull();
    assertThat(judged(good().probe("whole", () -> false)).violation()).asString().contains("whole");
    assertThat(judged(good().probe("settled", () -> false)).violation())
        .asString()
        .contains("settled: settled");
    assertThat(judged(good().probe("well", () -> false)).inconclusive())
        .isEqualTo("before any fault, 'well' does not hold");
    assertThat(judged(good().probe("alarm", () -> true)).inconclusive())
        .isEqualTo("the stop condition 'alarm' is true");
  }
}
