package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.plan.HistoryJudge;
import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanEvent;
import dev.faultline.chaos.plan.PlanException;
import dev.faultline.chaos.plan.PlanReader;
import dev.faultline.chaos.plan.PlanReport;
import dev.faultline.chaos.plan.PlanRun;
import dev.faultline.chaos.plan.Probe;
import dev.faultline.chaos.plan.RealGround;
import dev.faultline.chaos.plan.Target;
import dev.faultline.chaos.yaml.Place;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.FaultPlan.Member;
import dev.faultline.core.plan.FaultPlan.Phase;
import dev.faultline.core.plan.FaultPlan.Quiet;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.core.plan.Selector;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.PlanAnswers;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.RecordedTrace;
import dev.faultline.sim.trace.TraceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One plan, as a value and as a file, in a world and with real processes. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class BothGroundsTest {
  private static final List<String> NAMES = List.of("a", "b", "c");
  @TempDir private Path folder;
  private final RecordedTrace trace = new RecordedTrace();

  private static FaultPlan killsAndPauses() {
    Optional<String> db = Optional.of("db");
    return FaultPlan.of(
            "shop",
            1,
            NAMES.stream().map(name -> new Member(name, List.of("db"))).toList(),
            List.of(
                new Phase(
                    "kill",
                    Duration.ofMillis(50),
                    List.of(new PlannedFault.Kill(Selector.ONE, db, true))),
                new Phase(
                    "pause",
                    Duration.ofMillis(50),
                    List.of(new PlannedFault.Pause(Selector.ONE, db)))))
        .checked(
            new Quiet(Duration.ofSeconds(20), List.of("all up")),
            List.of(new PlannedCheck.Holds("all up")));
  }

  private WorldResult inAWorld(FaultPlan plan) {
    World world =
        new World(
            new QuietAdversary(7),
            WorldOptions.DEFAULT.withDuration(Duration.ofMinutes(5)).withTracer(trace));
    NodeGroup<Idle> nodes = world.nodes(NAMES, name -> new Idle());
    world.model(SystemModel.partiallySynchronous().crashRecovery(1));
    world.play(plan, new PlanAnswers().probe("all up", nodes::allUp));
    return world.run();
  }

  private PlanReport withProcesses(Plan plan) {
    return new PlanRun(
            plan,
            7,
            folder.resolve("state"),
            Map.of(),
            (history, model, level) -> HistoryJudge.Verdict.UNKNOWN,
            event -> {})
        .run();
  }

  private RealGround processes() {
    List<Target> targets = new ArrayList<>();
    for (String name : NAMES) {
      targets.add(
          new Target(
              Place.NONE,
              name,
              List.of(),
              new Target.Started(
                  List.of("sh", "-c", "echo $$ > pid-" + name + "; exec sleep 600"),
                  Map.of(),
                  Optional.empty(),
                  Duration.ofSeconds(30)),
              Optional.empty(),
              Optional.empty()));
    }
    Probe allUp =
        new Probe.Command(
            "all up",
            "for n in a b c; do grep -q State:.S /proc/$(cat pid-$n)/status || exit 1; done");
    return new RealGround(folder, targets, List.of(), Optional.empty(), List.of(allUp));
  }

  private static void assertPlayed(PlanReport report) {
    assertThat(report.outcome()).as(report.toString()).isEqualTo(PlanReport.Outcome.HELD);
    assertThat(report.events().stream().map(PlanEvent::text).map(text -> text.split(" ")[0]))
        .containsSubsequence("kill", "start", "pause", "quiet");
  }

  private void assertPlayed(WorldResult result) {
    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive()).isNull();
    assertThat(trace.of(TraceEvent.FaultBegan.class))
        .extracting(began -> began.fault().getClass().getSimpleName())
        .containsExactly("Crash", "Pause");
  }

  @Test
  void one_value_is_played_in_a_world_and_with_real_processes() {
    assertPlayed(inAWorld(killsAndPauses()));
    assertPlayed(withProcesses(processes().plan(killsAndPauses())));
  }

  private static final String FILE =
      """
      name: shop
      limit: 1
      targets:
        - {name: a, roles: [db], start: {command: [sh, -c, 'echo $$ > pid-a; exec sleep 600']}}
        - {name: b, roles: [db], start: {command: [sh, -c, 'echo $$ > pid-b; exec sleep 600']}}
        - {name: c, roles: [db], start: {command: [sh, -c, 'echo $$ > pid-c; exec sleep 600']}}
      phases:
        - {name: kill, duration: 50ms, faults: [{kill: one db}]}
        - {name: pause, duration: 50ms, faults: [{pause: one db}]%s}
      quiet: {limit: 20s, until: [{command: '%s', name: all up}]}
      checks: [{command: '%s', name: all up}]
      """;
  private static final String ALL_UP =
      "for n in a b c; do grep -q State:.S /proc/$(cat pid-$n)/status || exit 1; done";

  @Test
  void one_file_is_played_in_a_world_and_with_real_processes() {
    Plan plan = PlanReader.parse("plan.yaml", folder, FILE.formatted("", ALL_UP, ALL_UP));
    assertThat(plan.onAnyGround()).isEqualTo(killsAndPauses());
    assertPlayed(inAWorld(plan.onAnyGround()));
    assertPlayed(withProcesses(plan));
  }

  @Test
  void what_only_one_ground_has_is_refused_by_name_before_anything_starts() {
    Plan plan =
        PlanReader.parse(
            "plan.yaml",
            folder,
            FILE.formatted(", run: [touch x]", ALL_UP, ALL_UP)
                .replace("{pause: one db}", "{term: one db}"));
    assertThatThrownBy(plan::onAnyGround)
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan.yaml:9:5: phase 'pause' runs 'touch x', a command, which only real processes"
                + " have; plan.yaml:9:44: SIGTERM is a signal other than KILL");
    FaultPlan asks =
        killsAndPauses()
            .checked(
                new Quiet(Duration.ofSeconds(1), List.of()),
                List.of(new PlannedCheck.Holds("http http://127.0.0.1/")));
    assertThatThrownBy(() -> inAWorld(asks))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("there is no answer for the probe 'http http://127.0.0.1/'");
    FaultPlan network =
        FaultPlan.of(
            "net",
            1,
            List.of(new Member("a", List.of()), new Member("z", List.of())),
            List.of(
                new Phase(
                    "cut",
                    Duration.ofSeconds(1),
                    List.of(new PlannedFault.Partition(Selector.ONE, Optional.empty())))));
    assertThatThrownBy(() -> processes().plan(network))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan 'net' cannot be played with these processes: there is no target 'z'; phase 'cut':"
                + " 'partition: one': target 'a' has no proxy to another target");
    assertThat(folder.resolve("pid-a")).doesNotExist();
  }

  /** A node that does nothing. */
  private static final class Idle implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {}
  }
}
