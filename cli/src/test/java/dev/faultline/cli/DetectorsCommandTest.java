package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class DetectorsCommandTest {
  private static final Pattern MISTAKES_LATER =
      Pattern.compile(
          "(?m)^  growing from 250 ms +\\S+ \\S+ +\\S+ \\S+ +(?:-|\\d+ of \\d+) +- +\\S+ +(\\S+) ");

  @TempDir Path temporary;

  @Test
  void detectors_are_measured_under_each_model_and_drawn() throws IOException {
    Path html = temporary.resolve("curves.html");
    Run run = Run.faultline("detectors", "--worlds", "4", "--html", html.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    String[] models = run.out().split("\n(partially|asynchronous)");
    assertThat(models).hasSize(3);
    // After the network is stable a growing timeout makes no mistake; without a bound it does.
    assertThat(later(models[1])).isEqualTo("none");
    assertThat(later(models[2])).isNotEqualTo("none");
    assertThat(run.out()).contains("NFD-E 50 ms", "phi 8", "fixed 800 ms").doesNotContain("\033");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 130);
    assertThat(Files.readString(html))
        .contains("<polyline", "growing from 250 ms", "</html>")
        .doesNotContain("NaN", "Infinity");
    assertThat(Run.faultline("detectors", "--worlds", "4").out())
        .isEqualTo(run.out().replace("The curves are in " + html + "\n", ""));
  }

  private static String later(String model) {
    Matcher matcher = MISTAKES_LATER.matcher(model);
    assertThat(matcher.find()).as(model).isTrue();
    return matcher.group(1);
  }

  @Test
  void each_part_of_lifeguard_is_measured_in_groups_with_slow_members() {
    Run run = Run.faultline("detectors", "--swim", "--worlds", "1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("100 members, two minutes, 1 groups a row")
        .containsPattern("(?m)^ +0  SWIM +0 ")
        .containsPattern("(?m)^ +32  all of Lifeguard ")
        .doesNotContain("NaN");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 160);
  }

  @Test
  void wrong_options_are_refused_by_name() {
    Run none = Run.faultline("detectors", "--worlds", "0");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--worlds is 0, expected 1 to 100,000");
    Run both = Run.faultline("detectors", "--link", "--html", "x.html");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--html has no curves with --link");
    Run two = Run.faultline("detectors", "--link", "--swim");
    assertThat(two.exitCode()).isEqualTo(2);
    assertThat(two.err()).contains("--link and --swim are two measurements");
    Run many = Run.faultline("detectors", "--link", "--worlds", "20");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err()).contains("--link has no worlds that --worlds could number");
  }
}
