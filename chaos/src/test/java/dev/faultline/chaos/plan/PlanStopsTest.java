package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What ends a plan early, or keeps it from beginning. */
class PlanStopsTest extends PlanPlays {
  @Test
  void a_system_that_is_not_steady_is_not_struck() {
    PlanReport report =
        run(
            targets()
                + """
                steady: [{command: 'echo sick; exit 3', name: healthy}]
                phases: [{name: p, duration: 1ms, faults: [{kill: one}]}]
                """);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason())
        .isEqualTo("before any fault, 'healthy' does not hold: exit code 3: sick");
    assertThat(said()).doesNotContain("kill");
  }

  @Test
  void a_stop_condition_ends_the_plan_and_so_does_one_that_cannot_be_asked() {
    String plan =
        targets()
            + """
            stop: [{command: '%s', name: bad}]
            phases: [{name: p, duration: 1h, faults: [{pause: one}]}]
            """;
    PlanReport report =
        run(
            plan.formatted(
                "grep -q State:.T /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat"
                    + " pid-c)/status"));
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.reason()).isEqualTo("the stop condition 'bad' is true");
    assertThat(said()).contains("goes on");
    report = run(plan.formatted("exec no-such-command"));
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.reason()).startsWith("the stop condition 'bad' cannot be asked");
  }

  @Test
  void the_safety_lever_ends_a_plan_and_forbids_others() throws IOException {
    String plan = targets() + "phases: [{name: p, duration: 1h, faults: [{pause: one}]}]\n";
    PlanReport report =
        run(
            plan,
            7,
            event -> {
              if (event.text().startsWith("pause")) {
                linkToNowhere(state().resolve("STOP"));
              }
            });
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.reason()).contains("the safety lever").endsWith("is pulled");
    assertThat(said()).contains("goes on");
    assertThatThrownBy(() -> run(plan))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("is pulled; remove the file to run plans");
    assertThat(events).isEmpty();
  }

  @Test
  void a_plan_that_its_user_ends_undoes_its_faults() {
    Plan plan =
        PlanReader.parse(
            "plan.yaml",
            folder,
            targets() + "phases: [{name: p, duration: 1h, faults: [{pause: one}]}]\n");
    AtomicReference<PlanRun> run = new AtomicReference<>();
    run.set(
        new PlanRun(
            plan,
            7,
            state(),
            Map.of(),
            judge,
            event -> {
              events.add(event);
              if (event.text().startsWith("pause")) {
                run.get().abort();
              }
            }));
    PlanReport report = run.get().run();
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(report.reason()).isEqualTo("its user has ended it");
    assertThat(said()).contains("goes on");
  }

  @Test
  void what_an_earlier_run_has_left_is_undone_first() throws IOException {
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\nchecks: [{command: 'true'}]\n";
    Strikes strikes = new Strikes(ProcessControl.ofMachine(), Monkey.undoStore(state()));
    try (Sleeper sleeper = Sleeper.of("x")) {
      strikes.own("left", sleeper.id(), Instant.EPOCH);
      assertThatThrownBy(() -> run(plan)).hasMessageContaining("do so with --undo");
      assertThat(strikes.undoAll(false)).allMatch(one -> one.done());
      assertThat(sleeper.process().onExit().join().exitValue()).isEqualTo(128 + 9);
    }
    assertThat(run(plan).outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void a_target_that_does_not_become_ready_is_said_to_and_ended() {
    PlanReport report =
        run(
            """
            name: x
            targets: [{name: a, start: {command: [sh, -c, 'echo $$ > pid-a; exec sleep 600'], ready: {command: 'exit 1'}, within: 1ms}}]
            phases: [{name: p, duration: 1ms}]
            """);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo("'a' is not ready within PT0.001S");
    assertThat(
            run("name: x\n"
                    + "targets: [{name: a, start: {command: [/no/such/program]}}]\n"
                    + "phases: [{name: p, duration: 1ms}]\n")
                .reason())
        .startsWith("'a' cannot be started");
  }
}
