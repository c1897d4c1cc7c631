package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a plan must not take for proven, strike or leave behind. */
class PlanCareTest extends PlanPlays {
  @Test
  void what_stops_a_plan_is_asked_before_its_first_fault() {
    PlanReport report =
        run(
            targets()
                + """
                stop: [{command: "true", name: bad}]
                phases: [{name: p, duration: 1s, faults: [{kill: one}]}]
                """);
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(said()).contains("phase p").doesNotContain("kill");
  }

  @Test
  void a_lever_that_is_pulled_between_two_phases_holds_the_second_back() {
    PlanReport report =
        run(
            targets()
                + """
                phases:
                  - {name: p, duration: 1ms}
                  - {name: q, duration: 1ms, faults: [{kill: one}]}
                """,
            7,
            event -> {
              if (event.text().equals("phase q")) {
                write(state().resolve("STOP"));
              }
            });
    assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(said()).doesNotContain("kill");
  }

  @Test
  void a_plan_that_its_user_ends_while_a_command_runs_does_not_go_on() {
    AtomicReference<PlanRun> run = new AtomicReference<>();
    run.set(
        new PlanRun(
            PlanReader.parse(
                "plan.yaml",
                folder,
                """
                name: x
                phases:
                  - name: p
                    duration: 1m
                    until: {command: "true"}
                    run: ['true', 'touch second']
                quiet: {limit: 1m, until: [{command: "true"}]}
                """),
            7,
            state(),
            Map.of(),
            judge,
            event -> {
              if (event.text().equals("run true")) {
                run.get().abort();
              }
            }));
    assertThat(run.get().run().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(folder.resolve("second")).doesNotExist();
  }

  @Test
  void a_target_that_ends_is_not_ready_whoever_answers_for_it() {
    PlanReport report =
        run(
            """
            name: x
            targets: [{name: a, start: {command: [sh, -c, 'touch up'], ready: {command: 'test -e up && sleep 0.2'}}}]
            phases: [{name: p, duration: 1ms}]
            """);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'a' ended with 0, see ");
  }

  @Test
  void nobody_may_answer_for_a_target_before_it_is_started() throws IOException {
    Files.createFile(folder.resolve("up"));
    String plan =
        """
        name: x
        limit: 1
        targets: [{name: a, start: {command: [sh, -c, 'echo $$ > pid-a; touch up; exec sleep 600'], ready: {command: test -e up}}}]
        phases: [{name: p, duration: 1ms, faults: [{kill: one}]}]
        """;
    PlanReport report = run(plan);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'a' is not running, but 'test -e up' holds");
    assertThat(said()).doesNotContain("start a");
    Files.delete(folder.resolve("up"));
    // Nor after it was killed: then the kill has not reached the one who answers.
    report = run(plan);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'a' is not running, but 'test -e up' holds");
    assertThat(said()).contains("kill a");
  }

  @Test
  void a_target_that_does_not_come_back_after_its_fault_violates_the_plan() {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [sh, -c, 'test ! -e been || exit 9; touch been; echo $$ > pid-a; exec sleep 600']
                  ready: {command: "grep -q sleep /proc/$(cat pid-a)/cmdline"}
            phases: [{name: p, duration: 1ms, faults: [{kill: one}]}]
            """);
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.VIOLATED);
    assertThat(report.reason())
        .contains("'a' ended with 9")
        .endsWith("started again after its fault");
  }

  @Test
  void a_target_that_dies_by_itself_is_told_and_counts_against_the_limit() {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - {name: a, start: {command: [sh, -c, 'echo $$ > pid-a; until test -e go; do sleep 0.05; done; exit 4'], ready: {command: test -s pid-a}}}
              - {name: b, roles: [db], start: {command: [sh, -c, 'echo $$ > pid-b; exec sleep 600'], ready: {command: test -s pid-b}}}
            phases:
              - {name: p, duration: 1m, until: {command: '! kill -0 $(cat pid-a)'}, run: [touch go]}
              - {name: q, duration: 1ms, faults: [{pause: one db}]}
            """);
    assertThat(said()).contains("'a' ended with 4", "by itself");
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("1 targets are under faults or dead, and the limit is 1");
  }

  @Test
  void a_stop_condition_that_nobody_answers_stops_the_plan() throws IOException {
    for (String url :
        List.of("http://no-such-host.invalid/", "http://127.0.0.1:" + freePort() + "/")) {
      PlanReport report =
          run("name: x\nstop: [{http: '%s'}]\nphases: [{name: p, duration: 1ms}]\n".formatted(url));
      assertThat(report.outcome()).as(url).isEqualTo(Outcome.STOPPED);
      assertThat(report.reason()).contains("cannot be asked");
    }
  }

  @Test
  void what_happens_in_a_calm_phase_does_not_show_that_faults_bite() {
    String plan =
        targets()
            + """
            phases:
              - {name: calm, duration: 1ms, run: [touch seen]}
              - {name: wipe, duration: 1ms, run: [rm seen]}
              - {name: p, duration: 1ms, faults: [{pause: one}], run: ['true%s']}
            checks: [{sometimes: {command: test -e seen, name: bitten}}]
            """;
    assertThat(run(plan.formatted("")).outcome()).as(said()).isEqualTo(Outcome.UNDECIDED);
    assertThat(run(plan.formatted("; touch seen")).outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void what_a_target_has_started_ends_with_it_though_its_starter_was_killed() {
    run(
        """
        name: x
        limit: 1
        targets: [{name: a, start: {command: [sh, -c, 'echo $$ > pid-a; sh -c "echo \\$\\$ > pid-b; exec sleep 600"; true'], ready: {command: test -s pid-b}}}]
        phases: [{name: p, duration: 1ms, faults: [{kill: one, restart: false}]}]
        """);
    assertThat(said()).contains("kill a");
    assertThat(lives("a")).isFalse();
    assertThat(lives("b")).isFalse();
  }

  @Test
  void nothing_is_started_that_could_not_be_ended() throws IOException {
    Files.createDirectories(state());
    Path undo = Files.createFile(state().resolve("undo"));
    PlanReport report = run(targets() + "phases: [{name: p, duration: 1ms}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'a' cannot be started");
    assertThat(lives("a")).isFalse();
    Files.delete(undo);
  }

  @Test
  void a_load_behind_a_shell_has_the_time_to_write_its_last_line() throws IOException {
    run(
        """
        name: x
        load: |
          sh -c 'trap "sleep 0.5; echo done > history; exit 0" TERM; touch up; while :; do sleep 0.1; done'; true
        phases: [{name: p, duration: 1m, until: {command: test -e up}}]
        """);
    assertThat(folder.resolve("history")).hasContent("done");
  }

  @Test
  void a_load_that_fails_last_makes_the_plan_undecided() {
    PlanReport report =
        run(
            """
            name: x
            load: 'until test -e end; do sleep 0.05; done; exit 5'
            phases: [{name: p, duration: 1ms}]
            quiet: {limit: 1m, until: [{command: 'touch end; sleep 1'}]}
            """);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'load' ended with 5, see ");
  }

  @Test
  void of_two_runs_with_one_state_folder_the_second_is_refused() {
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\nchecks: [{command: 'true'}]\n";
    List<String> said = new ArrayList<>();
    PlanReport report =
        run(
            plan,
            7,
            event -> {
              if (event.text().equals("phase p")) {
                PlanRun second =
                    new PlanRun(
                        PlanReader.parse("plan.yaml", folder, plan),
                        7,
                        state(),
                        Map.of(),
                        judge,
                        ignored -> {});
                try {
                  second.run();
                } catch (PlanException e) {
                  said.add(String.valueOf(e.getMessage()));
                }
              }
            });
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("another run with the state folder")
        .contains("is going on");
    assertThat(report.outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void a_listener_that_fails_keeps_nothing_from_being_undone() {
    assertThatThrownBy(() ->
            run(
                targets() + "phases: [{name: p, duration: 1ms, faults: [{pause: one}]}]\n",
                7,
                event -> {
                  if (event.text().endsWith("goes on")) {
                    throw new IllegalStateException("no listener");
                  }
                }))
        .hasMessage("no listener");
    assertThat(said()).contains("goes on");
  }

  @Test
  void a_level_that_the_judge_refuses_is_said_before_anything_starts() {
    judge =
        new HistoryJudge() {
          @Override
          public Verdict judge(Path history, String model, String level) {
            return Verdict.VALID;
          }

          @Override
          public Optional<String> refuses(String model, String level) {
            return Optional.of("no " + model + " " + level);
          }
        };
    String plan =
        targets()
            + "phases: [{name: p, duration: 1ms}]\nchecks: [{history: h, model: m, level: l}]\n";
    Plan read = PlanReader.parse("plan.yaml", folder, plan);
    PlanRun run = new PlanRun(read, 7, state(), Map.of(), judge, events::add);
    assertThatThrownBy(run::run)
        .isInstanceOf(PlanException.class)
        .hasMessageMatching("plan.yaml:\\d+:10: no m l");
    assertThat(events).isEmpty();
  }

  @Test
  void one_process_is_not_two_targets() throws IOException {
    String mark = "plan-" + System.nanoTime();
    try (Sleeper sleeper = Sleeper.marked("x", mark)) {
      assertThatThrownBy(() ->
              run(
                  """
                  name: x
                  targets: [{name: s, find: 'command %1$s'}, {name: t, find: 'command sh.*%1$s'}]
                  phases: [{name: p, duration: 1ms}]
                  """
                      .formatted(mark)))
          .hasMessageContaining("is another target already");
      assertThat(sleeper.view().isRunning()).isTrue();
    }
  }

  @Test
  void a_clock_of_a_found_process_that_is_no_jvm_is_refused_before_anything_starts()
      throws IOException {
    String mark = "plan-" + System.nanoTime();
    try (Sleeper sleeper = Sleeper.marked("x", mark)) {
      assertThatThrownBy(() ->
              run(
                  """
                  name: x
                  limit: 1
                  targets: [{name: s, find: 'command %s'}]
                  load: touch begun
                  phases: [{name: p, duration: 1ms, faults: [{clock: one, offset: +5s}]}]
                  """
                      .formatted(mark)))
          .isInstanceOf(PlanException.class)
          .hasMessageMatching(
              "plan.yaml:5:\\d+: target 's': pid \\d+ .* is not a JVM: only the clocks of those can"
                  + " be set");
      assertThat(sleeper.view().isRunning()).isTrue();
      assertThat(folder.resolve("begun")).doesNotExist();
    }
  }

  @Test
  void what_a_run_started_has_the_time_to_end_well_although_the_run_is_interrupted()
      throws IOException {
    PlanReport report =
        run(
            """
            name: x
            targets:
              - name: a
                start:
                  command: [sh, -c, "trap 'sleep 0.2; touch well; exit' TERM; touch on; while :; do sleep 0.05; done"]
                  ready: {command: test -e on}
            phases: [{name: p, duration: 1m}]
            """,
            7,
            event -> {
              if (event.text().equals("phase p")) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(Thread.interrupted()).as("it is still known").isTrue();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.STOPPED);
    assertThat(report.reason()).isEqualTo("it was interrupted");
    assertThat(folder.resolve("well")).exists();
  }
}
