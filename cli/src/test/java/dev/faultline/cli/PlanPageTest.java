package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanBand;
import dev.faultline.chaos.plan.PlanEvent;
import dev.faultline.chaos.plan.PlanReader;
import dev.faultline.chaos.plan.PlanReport;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanPageTest {
  @TempDir private Path folder;

  private static String event(int process, String type, long millis) {
    return "{:process %d, :type :%s, :f :read, :value \"}\", :time %d}\n"
        .formatted(process, type, millis * 1_000_000);
  }

  private Path history() throws IOException {
    return Files.writeString(
        folder.resolve("history.edn"),
        event(0, "invoke", 10)
            + event(1, "invoke", 20)
            + event(0, "ok", 40)
            + "{:process :nemesis, :type :info, :f :start, :time 50000000}\n"
            + event(1, "info", 250)
            + event(2, "invoke", 260)
            + event(2, "ok", 290)
            + event(3, "invoke", 300)
            + event(3, "ok", 4_000)
            + "{:process 4, :type :invoke, :f :read, :value nil}\n");
  }

  @Test
  void a_load_is_counted_by_equal_spans_of_time() throws IOException {
    LoadSeries load =
        LoadSeries.of(List.of(history(), folder.resolve("none")), Duration.ofMillis(950));
    assertThat(load.span()).isEqualTo(Duration.ofMillis(100));
    assertThat(load.points()).hasSize(10);
    assertThat(load.points().stream().map(LoadSeries.Point::ok))
        .as("what ended later counts in the last")
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
    assertThat(load.points().get(2).failed()).isEqualTo(1);
    assertThat(load.points().getFirst().latencies()).containsExactly(30_000_000);
    assertThat(load.total().percentile(1)).isEqualTo(3_700_000_000L);
    assertThat(LoadSeries.of(List.of(), Duration.ofHours(3)).points()).hasSizeBetween(40, 121);
    assertThat(LoadSeries.of(List.of(), Duration.ZERO).isEmpty()).isTrue();
  }

  @Test
  void percentiles_are_of_what_was_seen() {
    LoadSeries.Point point = new LoadSeries.Point(101, 0, LongStream.rangeClosed(0, 100).toArray());
    assertThat(point.percentile(0.5)).isEqualTo(50);
    assertThat(point.percentile(0.99)).isEqualTo(99);
    assertThat(point.percentile(1)).isEqualTo(100);
    assertThat(new LoadSeries.Point(0, 0, new long[0]).percentile(0.5)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000021, 2.1 µs",
    "0.001,     1 ms",
    "0.01234,   12.3 ms",
    "1,         1 s",
    "12.34,     12.3 s",
    "1234,      '1,234 s'",
    "0,         0 µs"
  })
  void times_have_three_digits_that_say_something(double seconds, String text) {
    assertThat(PlanPage.time(seconds)).isEqualTo(text);
  }

  private String page(String history, PlanBand... bands) throws IOException {
    Plan plan =
        PlanReader.parse(
            "plan.yaml",
            folder,
            "name: x\nphases: [{name: p, duration: 1ms}]\nchecks: [{history: %s, model: register}]\n"
                .formatted(history));
    PlanReport report =
        new PlanReport(
            Outcome.VIOLATED,
            "</p><script>alert(1)</script>",
            7,
            List.of(
                new PlanReport.Checked(plan.checks().getFirst(), Outcome.VIOLATED, "<b>no</b>")),
            List.of(new PlanEvent(Duration.ofMillis(5), "<i>said</i>")),
            List.of(bands),
            Duration.ofSeconds(1));
    Path file = folder.resolve("page.html");
    PlanPage.write(file, plan, report, "./faultline run 'a&b'");
    return Files.readString(file);
  }

  @Test
  void a_page_shows_faults_over_the_load_and_nothing_becomes_markup() throws IOException {
    history();
    String page =
        page(
            "history.edn",
            new PlanBand(PlanBand.Kind.PHASE, "cut<", Duration.ZERO, Duration.ofMillis(500)),
            new PlanBand(
                PlanBand.Kind.FAULT, "pause <a>", Duration.ofMillis(100), Duration.ofMillis(400)));
    assertThat(page)
        .contains("&lt;script&gt;", "&lt;b&gt;no&lt;/b&gt;", "&lt;i&gt;said", "a&amp;b")
        .contains("pause &lt;a&gt;, from 0.1 s to 0.4 s", "class=\"wash\"", "cut&lt;")
        .contains("3 succeeded, 1 failed or are unknown")
        .contains("<td class=\"n\">0.100 s</td>", "plan.yaml:3:10")
        .doesNotContain("<script", "NaN", "Infinity", "http://", "https://");
    assertThat(page.split("class=\"wash\"", -1)).as("two drawings, two widths").hasSize(5);
  }

  @Test
  void without_times_or_faults_it_says_so() throws IOException {
    assertThat(page("none.edn"))
        .contains("No load is drawn", "No fault was at work")
        .doesNotContain("NaN", "Operations a second");
  }

  @Test
  void words_before_a_bar_at_the_edge_have_a_lane_of_their_own() {
    PlanBand one =
        new PlanBand(
            PlanBand.Kind.FAULT, "proxy p: latency", Duration.ofSeconds(6), Duration.ofSeconds(7));
    PlanBand edge =
        new PlanBand(
            PlanBand.Kind.FAULT, "kill everybody", Duration.ofSeconds(9), Duration.ofSeconds(10));
    String svg = new PlanChart(340, Duration.ofSeconds(10), List.of(one, edge)).lanes();
    assertThat(
            svg.lines()
                .filter(line -> line.startsWith("<rect class=\"fault\""))
                .map(line -> line.replaceAll(".* y=\"([0-9.]+)\".*", "$1"))
                .distinct())
        .hasSize(2);
  }

  @Test
  void faults_that_overlap_have_lanes_of_their_own() {
    PlanBand one =
        new PlanBand(PlanBand.Kind.FAULT, "pause a", Duration.ofSeconds(1), Duration.ofSeconds(5));
    PlanBand two =
        new PlanBand(PlanBand.Kind.FAULT, "pause b", Duration.ofSeconds(2), Duration.ofSeconds(3));
    PlanBand later =
        new PlanBand(PlanBand.Kind.FAULT, "kill a", Duration.ofSeconds(8), Duration.ofSeconds(9));
    String svg = new PlanChart(960, Duration.ofSeconds(10), List.of(one, two, later)).lanes();
    List<String> tops =
        svg.lines()
            .filter(line -> line.startsWith("<rect class=\"fault\""))
            .map(line -> line.replaceAll(".* y=\"([0-9.]+)\".*", "$1"))
            .toList();
    assertThat(tops.get(1)).isNotEqualTo(tops.get(0));
    assertThat(tops.get(2)).isEqualTo(tops.get(0));
  }
}
