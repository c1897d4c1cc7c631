package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process fault that changed nothing, or ended early, is no reason to say that a plan held. */
class FaultEvidenceTest extends PlanPlays {
  private static final String CHECKED = "checks: [{command: 'true'}]\n";

  @ParameterizedTest
  @CsvSource({
    "trap '' USR1;, USR1, a fault had no effect: 'a' ignores SIGUSR1",
    "trap '' HUP;, HUP, a fault had no effect: 'a' ignores SIGHUP",
    "'', WINCH, a fault had no effect: 'a' ignores SIGWINCH",
    "'', USR1, ''"
  })
  void a_signal_that_the_process_ignores_decides_nothing(
      String trap, String signal, String reason) {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [sh, -c, "%s echo $$ > pid-a; exec sleep 600"]
                  ready: {command: "grep -q sleep /proc/$(cat pid-a)/cmdline"}
            phases: [{name: p, duration: 1ms, faults: [{signal: %s, of: one}]}]
            """
                    .formatted(trap, signal)
                + CHECKED);
    assertThat(report.outcome())
        .as(report.reason())
        .isEqualTo(reason.isEmpty() ? Outcome.HELD : Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo(reason);
  }

  @Test
  void a_signal_that_the_process_blocks_decides_nothing() {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [env, --block-signal=USR1, sh, -c, "echo $$ > pid-a; exec sleep 600"]
                  ready: {command: "grep -q sleep /proc/$(cat pid-a)/cmdline"}
            phases: [{name: p, duration: 1ms, faults: [{signal: USR1, of: one}]}]
            """
                + CHECKED);
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo("a fault had no effect: 'a' blocks SIGUSR1");
  }

  @ParameterizedTest
  @CsvSource({"pause: one, true", "'signal: USR1, of: one', false"})
  void a_phase_that_was_over_before_its_faults_decides_nothing(String fault, boolean lasts) {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets: [{name: a, start: {command: [sleep, "600"]}}]
            phases: [{name: p, duration: 1m, until: {command: 'true'}, faults: [{%s}]}]
            """
                    .formatted(fault)
                + CHECKED);
    assertThat(report.outcome())
        .as(report.reason())
        .isEqualTo(lasts ? Outcome.UNDECIDED : Outcome.HELD);
    assertThat(report.reason())
        .isEqualTo(
            lasts
                ? "the faults of phase 'p' had no time: its 'until' held before them, and as soon as they had begun"
                : "");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void a_pause_that_somebody_else_has_ended_decides_nothing(boolean resumed) {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [sh, -c, "echo $$ > pid-a; exec sleep 600"]
                  ready: {command: "grep -q sleep /proc/$(cat pid-a)/cmdline"}
            phases:
              - name: p
                duration: 1m
                until: {command: 'grep -q "^State:.T" /proc/$(cat pid-a)/status && %s'}
                faults: [{pause: one}]
            """
                    .formatted(resumed ? "kill -CONT $(cat pid-a)" : "true")
                + CHECKED,
            7,
            event -> {});
    assertThat(report.outcome())
        .as(report.reason())
        .isEqualTo(resumed ? Outcome.UNDECIDED : Outcome.HELD);
    assertThat(report.reason())
        .matches(
            resumed
                ? "a fault had no effect: pid \\d+ .*had been resumed by somebody else before"
                : "");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void memory_that_was_free_again_before_the_phase_was_over_decides_nothing(boolean killed) {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms, faults: [{memory: 1MB}]}]\n" + CHECKED,
            7,
            event -> {
              if (killed && event.text().equals("memory 1 MB")) {
                killTaker();
              }
            });
    assertThat(report.outcome())
        .as(report.reason())
        .isEqualTo(killed ? Outcome.UNDECIDED : Outcome.HELD);
    assertThat(report.reason())
        .matches(
            killed
                ? "a fault was over before its time: memory 1 MB: 'memory-1' ended with 137, .*"
                : "");
  }

  @Test
  void memory_that_an_earlier_run_has_taken_is_not_taken_for_this_ones() throws Exception {
    Files.createDirectories(Processes.logs(state()));
    Files.writeString(Processes.logs(state()).resolve("memory-1.log"), MemoryTaker.TAKEN + "\n");
    List<Long> said = new ArrayList<>();
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms, faults: [{memory: 1MB}]}]\n" + CHECKED,
            7,
            event -> {
              if (event.text().equals("memory 1 MB")) {
                said.add(timesTaken());
              }
            });
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
    assertThat(said).containsExactly(2L);
  }

  private long timesTaken() {
    try (Stream<String> lines = Files.lines(Processes.logs(state()).resolve("memory-1.log"))) {
      return lines.filter(MemoryTaker.TAKEN::equals).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void killTaker() {
    try {
      for (ProcessView view : Procfs.ofMachine().all()) {
        if (view.commandLine().contains(MemoryTaker.class.getName())
            && Procfs.ofMachine()
                .environment(view.id(), "FAULTLINE_LOGS")
                .equals(Optional.of(Processes.logs(state()).toString()))) {
          ProcessHandle taker = ProcessHandle.of(view.id().pid()).orElseThrow();
          taker.destroyForcibly();
          taker.onExit().join();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"pause, false", "pause, true", "kill, false", "kill, true"})
  void a_shell_that_is_struck_while_its_program_goes_on_decides_nothing(
      String fault, boolean wrapped) {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [sh, -c, "echo $$ > pid-a; %s"]
                  ready: {command: "grep -q ^sleep /proc/$(cat pid-a)/cmdline || pgrep -P $(cat pid-a) sleep"}
            phases: [{name: p, duration: 1ms, faults: [{%s: one}]}]
            """
                    .formatted(wrapped ? "sleep 600; true" : "exec sleep 600", fault)
                + CHECKED);
    assertThat(report.outcome())
        .as(report.reason())
        .isEqualTo(wrapped ? Outcome.UNDECIDED : Outcome.HELD);
    assertThat(report.reason())
        .matches(
            wrapped
                ? "a fault struck 'a' only, which is sh, and pid .*sleep.* went on; begin its last"
                    + " command with exec, or find that process itself"
                : "");
  }

  @ParameterizedTest
  @CsvSource({"'signal: HUP, of', HELD", "pause, UNDECIDED"})
  void who_passes_signals_on_has_passed_this_one_on(String fault, Outcome outcome) {
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [timeout, "600", sh, -c, "trap '' HUP; echo $$ > pid-a; exec sleep 600"]
                  ready: {command: "grep -q ^sleep /proc/$(cat pid-a)/cmdline"}
            phases: [{name: p, duration: 1ms, faults: [{%s: one}]}]
            """
                    .formatted(fault)
                + CHECKED);
    assertThat(report.outcome()).as(report.reason()).isEqualTo(outcome);
  }

  @Test
  void a_found_target_that_ends_by_itself_is_told_and_counts_against_the_limit() throws Exception {
    try (Sleeper gone = Sleeper.marked("x", "one-that-goes");
        Sleeper other = Sleeper.marked("x", "one-that-stays")) {
      PlanReport report =
          run(
              """
              name: x
              limit: 1
              targets: [{name: s, find: 'command one-that-goes'}, {name: t, find: 'command one-that-stays'}]
              phases:
                - {name: calm, duration: 1ms, run: [true]}
                - {name: p, duration: 1ms, faults: [{pause: one}]}
              """
                  + CHECKED,
              7,
              event -> {
                if (event.text().equals("run true")) {
                  gone.process().destroyForcibly().onExit().join();
                }
              });
      assertThat(said()).containsPattern("'s' \\(pid \\d+.*\\) has ended, by itself");
      assertThat(report.outcome()).as(said()).isEqualTo(Outcome.UNDECIDED);
      assertThat(report.reason())
          .endsWith("1 targets are under faults or dead, and the limit is 1");
      assertThat(other.view().isRunning()).isTrue();
    }
  }
}
