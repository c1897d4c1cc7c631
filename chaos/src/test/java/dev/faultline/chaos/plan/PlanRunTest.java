package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Plans and real processes, which only say their pid. Phases end by probes, not by their time. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class PlanRunTest {
  @TempDir private Path folder;
  private final List<PlanEvent> events = new ArrayList<>();
  private HistoryJudge judge = (history, model, level) -> HistoryJudge.Verdict.UNKNOWN;

  private static String targets() {
    StringBuilder text = new StringBuilder("name: x\nlimit: 1\ntargets:\n");
    for (String name : List.of("a", "b", "c")) {
      text.append(
          """
            - name: %1$s
              roles: [db]
              start:
                command: [sh, -c, "echo $$ > pid-%1$s; echo >> starts-%1$s; exec sleep 600"]
                ready: {command: "grep -q sleep /proc/$(cat pid-%1$s)/cmdline"}
              primary: {command: 'test -e primary-$FAULTLINE_TARGET'}
          """
              .formatted(name));
    }
    return text.toString();
  }

  private PlanReport run(String text) {
    return run(text, 7, event -> {});
  }

  private PlanReport run(String text, long seed, Consumer<PlanEvent> listener) {
    Plan plan = PlanReader.parse("plan.yaml", folder, text);
    events.clear();
    PlanReport report =
        new PlanRun(
                plan,
                seed,
                state(),
                Map.of(),
                (history, model, level) -> judge.judge(history, model, level),
                event -> {
                  events.add(event);
                  listener.accept(event);
                })
            .run();
    assertThat(report.events()).isEqualTo(events);
    return report;
  }

  private Path state() {
    return folder.resolve("state");
  }

  private String said() {
    return String.join("\n", events.stream().map(PlanEvent::text).toList());
  }

  /** Whatever happened: nobody who was started lives, and nothing is left to undo. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      assertThat(lives(name)).isFalse();
    }
    assertThat(Monkey.undoStore(state()).pending()).isEmpty();
  }

  /** Whether the process lives that has written its pid under this name. */
  private boolean lives(String name) {
    try {
      Path pid = folder.resolve("pid-" + name);
      return Files.exists(pid)
          && Procfs.ofMachine()
              .view(Integer.parseInt(Files.readString(pid).strip()))
              .filter(view -> !view.isDead())
              .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_target_that_is_killed_is_started_again_and_the_checks_hold() throws IOException {
    PlanReport report =
        run(
            targets()
                + """
                phases:
                  - name: kill
                    duration: 1m
                    until: {command: 'for n in a b c; do kill -0 $(cat pid-$n) || exit 0; done; exit 1'}
                    faults: [{kill: one db}]
                checks:
                  - {command: 'for n in a b c; do kill -0 $(cat pid-$n) || exit 1; done'}
                """);
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said())
        .containsPattern("start a\nstart b\nstart c\nphase kill\nkill [abc], pid \\d+");
    long starts = 0;
    for (String name : List.of("a", "b", "c")) {
      starts += Files.size(folder.resolve("starts-" + name));
    }
    assertThat(starts).isEqualTo(4);
  }

  @Test
  void a_pause_is_over_with_its_phase() {
    PlanReport report =
        run(
            targets()
                + """
                phases:
                  - name: stop
                    duration: 1m
                    until: {command: 'grep -q "State:.T" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status'}
                    faults: [{pause: one}]
                quiet: {limit: 1m, until: [{command: '! grep -q "State:.T" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status'}]}
                """);
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said()).containsPattern("pause [abc], pid \\d+ .*\npid \\d+ .* goes on\nquiet");
  }

  @Test
  void a_fault_of_a_proxy_begins_and_ends_with_its_phase() throws IOException {
    List<String> seen = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int listen = freePort();
      PlanReport report =
          run(
              """
              name: x
              proxies: [{name: p, listen: "127.0.0.1:%d", upstream: "127.0.0.1:%d"}]
              phases:
                - {name: calm, duration: 1ms}
                - name: refuse
                  duration: 1ms
                  faults: [{proxy: p, toxic: refuse}]
                - {name: after, duration: 1ms}
              """
                  .formatted(listen, server.getLocalPort()),
              7,
              event -> {
                if (event.text().startsWith("phase calm")
                    || event.text().equals("proxy p: refuse")
                    || event.text().startsWith("phase after")) {
                  seen.add(event.text() + ": " + connects(listen));
                }
              });
      assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
      assertThat(seen)
          .containsExactly("phase calm: yes", "proxy p: refuse: no", "phase after: yes");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String connects(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected() ? "yes" : "no";
    } catch (ConnectException e) {
      return "no";
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void the_same_seed_strikes_the_same_targets() {
    String plan =
        targets()
            + "phases:\n"
            + "  - {name: p, duration: 1ms, faults: [{pause: one}]}\n".repeat(8);
    run(plan, 11, event -> {});
    List<String> first = struck();
    run(plan, 11, event -> {});
    assertThat(struck()).isEqualTo(first).hasSize(8);
    run(plan, 12, event -> {});
    assertThat(struck()).isNotEqualTo(first).hasSize(8);
  }

  private List<String> struck() {
    return events.stream()
        .map(PlanEvent::text)
        .filter(text -> text.startsWith("pause "))
        .map(text -> text.substring(6, 7))
        .toList();
  }

  @Test
  void primaries_are_asked_for_and_never_more_are_struck_than_the_limit() throws IOException {
    Files.createFile(folder.resolve("primary-b"));
    String plan =
        targets() + "phases: [{name: p, duration: 1ms, faults: [{pause: primaries db}]}]\n";
    run(plan);
    assertThat(struck()).containsExactly("b");
    Files.createFile(folder.resolve("primary-c"));
    run(plan);
    assertThat(struck()).hasSize(1).isSubsetOf("b", "c");
  }

  @Test
  void where_nobody_is_a_primary_it_is_undecided() {
    PlanReport report =
        run(targets() + "phases: [{name: p, duration: 1ms, faults: [{pause: primaries}]}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("nobody is left for 'primaries'");
  }

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
                write(state().resolve("STOP"));
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

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  void a_check_that_cannot_be_asked_is_no_pass_and_one_that_does_not_hold_is_worse() {
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\nchecks:\n";
    assertThat(run(plan + "  - {command: 'exit 0'}\n").outcome()).isEqualTo(Outcome.HELD);
    assertThat(run(plan + "  - {command: no-such-command}\n").outcome())
        .isEqualTo(Outcome.UNDECIDED);
    PlanReport report =
        run(plan + "  - {command: no-such-command}\n  - {command: 'echo lost; exit 1'}\n");
    assertThat(report.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(report.reason()).contains("does not hold: exit code 1: lost");
    assertThat(report.checks())
        .extracting(PlanReport.Checked::outcome)
        .containsExactly(Outcome.UNDECIDED, Outcome.VIOLATED);
  }

  @Test
  void what_never_happened_sometimes_leaves_it_undecided() {
    String plan =
        targets()
            + """
            phases:
              - name: p
                duration: 1s
                until: {command: 'grep -q State:.T /proc/$(cat pid-%s)/status'}
                faults: [{pause: one}]
            checks:
              - sometimes: {command: 'grep -q "State:.%s" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status', name: bitten}
            """;
    PlanReport report = run(plan.formatted("a", "X"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo("'bitten' was never true: the faults did not bite");
    assertThat(run(plan.formatted("none", "T")).outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void commands_of_a_phase_run_when_its_faults_have_begun_and_have_to_succeed() {
    String plan =
        targets()
            + """
            phases:
              - name: p
                duration: 1ms
                faults: [{pause: all}]
                run: ['grep "State:.[tT]" /proc/$(cat pid-a)/status > seen', '%s']
            """;
    plan = plan.replace("limit: 1", "limit: 3");
    assertThat(run(plan.formatted("test -s seen")).outcome()).as(said()).isEqualTo(Outcome.HELD);
    PlanReport report = run(plan.formatted("echo no; exit 4"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo("'echo no; exit 4' failed: exit code 4: no");
  }

  @Test
  void a_system_that_does_not_settle_violates_its_plan() {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\n"
                + "quiet: {limit: 1ms, until: [{command: 'exit 1'}]}\n");
    assertThat(report.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(report.reason()).startsWith("the system has not settled within");
  }

  @Test
  void the_load_runs_until_the_system_has_settled_and_its_history_is_judged() {
    String plan =
        """
        name: x
        load: 'echo $$ > pid-a; echo "$FAULTLINE_PLAN" > history; exec sleep 600'
        phases: [{name: p, duration: 1m, until: {command: test -s history}}]
        checks: [{history: history, model: register}]
        """;
    List<String> judged = new ArrayList<>();
    judge =
        (history, model, level) -> {
          judged.add(
              "%s %s %s, load %s"
                  .formatted(history.getFileName(), model, level, lives("a") ? "on" : "over"));
          return HistoryJudge.Verdict.INVALID;
        };
    assertThat(run(plan).outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(judged).containsExactly("history register linearizable, load over");
    judge = (history, model, level) -> HistoryJudge.Verdict.VALID;
    assertThat(run(plan).outcome()).isEqualTo(Outcome.HELD);
    judge = (history, model, level) -> HistoryJudge.Verdict.MALFORMED;
    assertThat(run(plan).outcome()).isEqualTo(Outcome.UNDECIDED);
    PlanReport report = run(plan.replace("exec sleep 600", "exit 5"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'load' ended with 5, see ");
  }

  @Test
  void a_target_that_is_found_has_to_be_one_that_opted_in() throws IOException {
    String mark = "plan-" + System.nanoTime();
    String plan =
        """
        name: x
        limit: 1
        targets: [{name: t, find: 'command %s'}]
        phases:
          - name: p
            duration: 1m
            until: {command: 'grep -q State:.T /proc/%s/status'}
            faults: [{pause: one}]
        """;
    assertThatThrownBy(() -> run(plan.formatted(mark, 1)))
        .hasMessage(
            "plan.yaml:3:11: target 't': 'command " + mark + "' finds 0 processes, expected one");
    try (Sleeper other = Sleeper.marked("other", mark)) {
      assertThatThrownBy(() -> run(plan.formatted(mark, 1)))
          .hasMessageContaining("did not opt in to 'x'");
      assertThat(other.view().isRunning()).isTrue();
    }
    try (Sleeper sleeper = Sleeper.marked("x", mark)) {
      assertThat(run(plan.formatted(mark, sleeper.id().pid())).outcome()).isEqualTo(Outcome.HELD);
      assertThat(said()).contains("pause t, " + sleeper.id());
      sleeper.awaitState('S');
      try (Sleeper second = Sleeper.marked("x", mark)) {
        assertThatThrownBy(() -> run(plan.formatted(mark, second.id().pid())))
            .hasMessageContaining("finds 2 processes, expected one");
      }
    }
  }

  @Test
  void what_an_earlier_run_has_left_is_undone_first() throws IOException {
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\n";
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
    assertThat(report.reason()).startsWith("'a' does not run, and yet 'test -e up' holds");
    assertThat(said()).doesNotContain("start a");
    Files.delete(folder.resolve("up"));
    // Nor after it was killed: then the kill has not reached the one who answers.
    report = run(plan);
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'a' does not run, and yet 'test -e up' holds");
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
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\n";
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
    assertThat(report.reason()).isEqualTo("nothing was checked: the plan has no checks");
  }

  @Test
  void a_listener_that_fails_keeps_nothing_from_being_undone() {
    assertThatThrownBy(
            () ->
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
      assertThatThrownBy(
              () ->
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
}
