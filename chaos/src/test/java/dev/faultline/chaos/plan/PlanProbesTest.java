package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plans ask, and when it was at work. */
class PlanProbesTest extends PlanPlays {
  /** Each holds only while the other one is asked. */
  private static final String TOGETHER =
      """
      [{command: 'touch one; for i in $(seq 80); do test -e two && exit 0; sleep 0.1; done; exit 1'},
       {command: 'touch two; for i in $(seq 80); do test -e one && exit 0; sleep 0.1; done; exit 1'}]
      """
          .strip();

  @Test
  void probes_are_asked_side_by_side() throws IOException {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\nsteady: "
                + TOGETHER
                + "\nchecks: [{command: 'rm one two'}]\n");
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
    PlanReport settled =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\nquiet: {limit: 1m, until: "
                + TOGETHER
                + "}\n");
    assertThat(settled.outcome()).as(settled.reason()).isEqualTo(Outcome.HELD);
  }

  @Test
  void a_plan_that_checks_nothing_is_not_said_to_have_held() {
    PlanReport report = run("name: x\nphases: [{name: p, duration: 1ms}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason())
        .isEqualTo("nothing was checked: the plan has neither checks nor probes of its quiet time");
  }

  /** A jar with a service, whose class is this test's. */
  private Path driver() throws IOException {
    Path jar = folder.resolve("driver.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/services/java.sql.Driver"));
      zip.write(EchoDriver.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select 3       | 3     | held      |",
        "select 4       | 3     | violated  | 'three' does not hold: '4', expected '3'",
        "select null    | 3     | violated  | 'three' does not hold: 'NULL', expected '3'",
        "select nothing | 3     | violated  | 'three' does not hold: there is no row",
        "down           | 3     | violated  | 'three' does not hold: no answer: nobody there",
        "mistake        | 3     | undecided | 'three': asking failed: a mistake",
      })
  void a_database_is_asked(String query, String expected, String outcome, String reason)
      throws IOException {
    driver();
    PlanReport report =
        run(
            """
            name: x
            phases: [{name: p, duration: 1ms}]
            checks: [{sql: '%s', url: 'jdbc:echo:x', driver: driver.jar, is: %s, name: three}]
            """
                .formatted(query, expected));
    assertThat(report.outcome().text()).as(report.reason()).isEqualTo(outcome);
    assertThat(report.reason()).isEqualTo(reason == null ? "" : reason);
  }

  @Test
  void a_driver_that_is_none_and_a_server_that_is_down_are_told_apart()
      throws IOException, URISyntaxException {
    String plan =
        """
        name: x
        phases: [{name: p, duration: 1ms}]
        checks: [{sql: select 1, url: 'jdbc:postgresql://127.0.0.1:%d/x', driver: '%s'}]
        """;
    driver();
    assertThat(run(plan.formatted(1, "none.jar")).reason()).contains("there is no driver");
    assertThat(run(plan.formatted(1, "$NO_SUCH_VARIABLE")).reason())
        .contains("the variable NO_SUCH_VARIABLE is not set");
    assertThat(run(plan.replace("postgresql", "none").formatted(1, "driver.jar")).reason())
        .contains("has no driver for 'jdbc:none");
    Path real =
        Path.of(
            org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    PlanReport down = run(plan.formatted(freePort(), real));
    assertThat(down.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(down.reason()).contains("no answer: Connection to 127.0.0.1:");
  }

  @Test
  void a_wrong_sql_probe_has_a_place() {
    assertThatThrownBy(() ->
            run(
                "name: x\n"
                    + "phases: [{name: p, duration: 1ms}]\n"
                    + "steady: [{sql: a, url: 'http://x', driver: d}]\n"))
        .hasMessage("plan.yaml:3:24: 'http://x' is not a URL of a database, expected jdbc:…");
    assertThatThrownBy(() ->
            run("name: x\nphases: [{name: p, duration: 1ms}]\nsteady: [{tcp: 'a:1', is: 3}]\n"))
        .hasMessage("plan.yaml:3:10: 'is' is of sql probes only");
  }

  @Test
  void bands_say_when_which_fault_was_at_work() throws IOException {
    int listen = freePort();
    PlanReport report =
        run(
            targets()
                + """
                proxies: [{name: q, listen: "127.0.0.1:%d", upstream: "127.0.0.1:9"}]
                phases:
                  - {name: calm, duration: 1ms}
                  - name: cut
                    duration: 1ms
                    faults: [{proxy: q, toxic: stall}, {pause: one}]
                  - name: kill
                    duration: 1ms
                    faults: [{kill: one}]
                checks: [{command: 'true'}]
                """
                    .formatted(listen));
    List<String> texts =
        report.bands().stream()
            .map(band -> band.kind() + " " + band.text().replaceAll(" [abc]$", " T"))
            .toList();
    assertThat(texts)
        .containsExactly(
            "PHASE calm",
            "PHASE cut",
            "FAULT proxy q: stall",
            "FAULT pause T",
            "PHASE kill",
            "FAULT kill T",
            "PHASE quiet");
    for (PlanBand band : report.bands()) {
      assertThat(band.from()).isLessThanOrEqualTo(band.to());
      assertThat(band.to()).isGreaterThan(Duration.ZERO);
    }
    PlanBand cut = report.bands().get(1);
    PlanBand pause = report.bands().get(3);
    assertThat(pause.from()).isBetween(cut.from(), cut.to());
    assertThat(pause.to()).isBetween(cut.from(), cut.to());
    // A kill is over when its target runs again, which is before the quiet time.
    assertThat(report.bands().get(5).to()).isLessThanOrEqualTo(report.bands().get(6).from());
    assertThat(report.lasted()).isGreaterThanOrEqualTo(report.bands().get(6).from());
  }
}
