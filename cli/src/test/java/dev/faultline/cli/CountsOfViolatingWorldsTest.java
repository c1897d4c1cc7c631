package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Issue 21: of 5,920 violating worlds a report counted the 100 whose findings were kept. */
@Timeout(120)
final class CountsOfViolatingWorldsTest {
  private static final String PROPERTY = "no ping is missed";

  @TempDir Path temporary;

  private Run explore(int worlds, String... more) {
    List<String> args = new ArrayList<>(List.of("explore", "violating", "--seed", "5", "--all"));
    args.addAll(List.of("--worlds", "" + worlds, "--recheck", "0"));
    args.addAll(List.of("--no-why", "--no-diagram", "--out", file("out").toString()));
    args.addAll(List.of("--report", file("report").toString()));
    args.addAll(List.of("--junit-xml", file("results.xml").toString()));
    args.addAll(List.of("--sarif", file("results.sarif").toString()));
    args.addAll(List.of(more));
    return Run.faultline(args.toArray(String[]::new));
  }

  private Path file(String name) {
    return temporary.resolve(name);
  }

  private JsonObject document() throws IOException {
    return JsonParser.parseString(Files.readString(file("report/report.json"))).getAsJsonObject();
  }

  private JsonObject cause() throws IOException {
    return document().getAsJsonArray("causes").get(0).getAsJsonObject();
  }

  private String page() throws IOException {
    return Files.readString(file("report/report.html"));
  }

  @Test
  void worlds_whose_findings_were_not_kept_are_counted_everywhere() throws IOException {
    Run run = explore(300, "--no-shrink");

    int worlds = document().get("violatingWorlds").getAsInt();
    assertThat(worlds).isGreaterThan(100);
    assertThat(cause().get("findings").getAsInt()).isEqualTo(100);
    assertThat(cause().get("keptOfProperty").getAsInt()).isEqualTo(100);
    assertThat(cause().get("violatingWorldsOfProperty").getAsInt()).isEqualTo(worlds);
    String kept = "100 of the first 100 of " + worlds + " worlds that violate it";
    assertThat(page())
        .contains("; " + kept)
        .contains("<summary>The 100 findings that were kept</summary>")
        .doesNotContain("99 more worlds")
        .doesNotContain("All 100 findings");
    assertThat(run.out())
        .contains("the findings that were kept, by cause")
        .contains("  " + PROPERTY + ": cause not looked for (" + kept + ")")
        .contains("  '" + PROPERTY + "': the first 100 of " + worlds + " worlds were kept")
        .doesNotContain("all findings, by cause");
    assertThat(Files.readString(file("results.xml"))).contains(kept);
    assertThat(Files.readString(file("results.sarif"))).contains(kept);
  }

  @Test
  void findings_that_were_all_kept_are_counted_as_worlds() throws IOException {
    Run run = explore(40, "--no-shrink");

    int worlds = document().get("violatingWorlds").getAsInt();
    assertThat(worlds).isBetween(2, 100);
    assertThat(cause().get("keptOfProperty").getAsInt()).isEqualTo(worlds);
    assertThat(page())
        .contains("; " + (worlds - 1) + " more worlds")
        .contains("<summary>All " + worlds + " findings</summary>");
    assertThat(run.out())
        .contains("all findings, by cause")
        .contains("cause not looked for (" + worlds + " findings)")
        .doesNotContain("were kept");
    assertThat(Files.readString(file("results.xml"))).contains("; " + worlds + " findings)");
  }

  @Test
  void a_world_that_nobody_looked_at_is_no_known_finding() throws IOException {
    explore(40);
    Path known = file("known.txt");
    Files.writeString(known, cause().get("id").getAsString() + "\n");

    Run run = explore(300, "--known", known.toString());

    int worlds = document().get("violatingWorlds").getAsInt();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains((worlds - 100) + " of them were not looked at, so that their cause is not known");
    assertThat(Files.readString(file("results.xml"))).contains("errors=\"1\"");
    assertThat(explore(300, "--no-shrink", "--ignore", PROPERTY).exitCode()).isZero();
  }

  @Test
  void the_next_report_does_not_say_that_a_cause_was_in_no_more_worlds_than_were_kept()
      throws IOException {
    explore(300);
    assertThat(cause().get("id").getAsString()).isNotEmpty();

    com.example.Violating.fixed = true;
    try {
      explore(1);
    } finally {
      com.example.Violating.fixed = false;
    }

    assertThat(page()).contains("it was in at least 100 of 300 worlds");
  }
}
