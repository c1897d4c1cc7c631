package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Clocks of a plan's JVMs, and memory of the machine. */
class PlanGroundTest extends PlanPlays {
  /** A loop in a method that never returns: it writes how far its clock is off, in seconds. */
  private static final String LOOP =
      """
      import java.nio.file.*;
      class Loop {
        public static void main(String[] a) throws Exception {
          while (true) {
            long real = Files.getLastModifiedTime(Files.writeString(Path.of("touch"), "")).toMillis();
            Files.writeString(Path.of("next"), Math.round((System.currentTimeMillis() - real) / 1000.0) + "");
            Files.move(Path.of("next"), Path.of("off"), StandardCopyOption.ATOMIC_MOVE);
            Thread.sleep(20);
          }
        }
      }
      """;

  private String plan(String faults) throws IOException {
    Files.writeString(folder.resolve("Loop.java"), LOOP);
    return """
    name: x
    limit: 1
    targets:
      - name: a
        start:
          command: ["%s", -XX:TieredStopAtLevel=1, Loop.java]
          ready: {command: test -s off}
          within: 1m
    phases:
      - {name: calm, duration: 30s, until: {command: 'test "$(cat off)" = 0'}}
      - name: skewed
        duration: 30s
        until: {command: 'test "$(cat off)" = -3600 && touch seen'}
        faults: [%s]
    quiet: {limit: 30s, until: [{command: 'test "$(cat off)" = 0'}]}
    checks: [{command: test -e seen, name: the clock was wrong}]
    """
        .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), faults);
  }

  @Test
  void the_clock_of_a_jvm_is_wrong_during_its_phase_also_for_a_loop_that_runs() throws IOException {
    PlanReport report = run(plan("{clock: one, offset: -1h}"));
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said())
        .containsPattern("clock -3600s a, pid \\d+ .*\nthe clock of pid \\d+ .* is right again");
    assertThat(report.bands().stream().map(PlanBand::text)).contains("clock -3600s a");
  }

  @Test
  void a_wrong_clock_that_the_program_does_not_read_decides_nothing() throws IOException {
    Files.writeString(
        folder.resolve("Loop.java"),
        """
        class Loop {
          public static void main(String[] args) throws Exception {
            java.nio.file.Files.writeString(java.nio.file.Path.of("off"), "0");
            Thread.sleep(600_000);
          }
        }
        """);
    PlanReport report =
        run(
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: ["%s", -XX:TieredStopAtLevel=1, Loop.java]
                  ready: {command: test -s off}
                  within: 1m
            phases: [{name: skewed, duration: 1ms, faults: [{clock: one, offset: -1h}]}]
            checks: [{command: exit 0}]
            """
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason())
        .startsWith("a fault had no effect: the clock of pid ")
        .endsWith(" is right again; it was read 0 times while it was wrong");
  }

  @Test
  void the_clock_of_what_is_no_jvm_is_refused_and_it_lives() {
    PlanReport report =
        run(targets() + "phases: [{name: p, duration: 1ms, faults: [{clock: one, rate: 1.5}]}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("is not a JVM: only the clocks of those can be set");
    assertThat(said()).doesNotContain("ended with");
  }

  @Test
  void memory_is_taken_for_a_phase_and_given_back() {
    PlanReport report =
        run(
            """
            name: x
            phases:
              - name: tight
                duration: 30s
                until: {command: 'p=$(pgrep -f "[M]emoryTaker 67108864") && echo $p > pid-a && test "$(awk "/VmRSS/ {print \\$2}" /proc/$p/status)" -gt 65536'}
                faults: [{memory: 64MB}]
            quiet: {limit: 30s, until: [{command: '! test -e /proc/$(cat pid-a)'}]}
            """);
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said()).contains("phase tight\nmemory 64 MB\nmemory 64 MB given back\nquiet");
    assertThat(report.bands().stream().map(PlanBand::text)).contains("memory 64 MB");
  }

  @Test
  void more_memory_than_there_is_is_not_taken() {
    PlanReport report =
        run("name: x\nphases: [{name: p, duration: 1ms, faults: [{memory: 900000GB}]}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("MB are available, and 256 of them have to be left");
  }
}
