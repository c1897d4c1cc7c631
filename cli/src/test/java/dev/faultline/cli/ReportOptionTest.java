package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Violating;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.explore.why.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explore --report} leaves. */
@Timeout(120)
final class ReportOptionTest {
  @TempDir Path temporary;

  @AfterEach
  void the_bug_is_back() {
    Violating.fixed = false;
  }

  private Path folder() {
    return temporary.resolve("reports/nightly");
  }

  private Run explore(String... more) {
    List<String> args =
        new ArrayList<>(List.of("explore", "violating", "--all", "--seed", "5", "--report"));
    args.add(folder().toString());
    args.addAll(List.of("--out", temporary.resolve("out put").toString()));
    args.addAll(List.of(more));
    return Run.faultline(args.toArray(String[]::new));
  }

  private String page() throws IOException {
    return Files.readString(folder().resolve("report.html"));
  }

  private JsonObject document() throws IOException {
    return JsonParser.parseString(Files.readString(folder().resolve("report.json")))
        .getAsJsonObject();
  }

  @Test
  void findings_are_grouped_by_cause_in_a_page_and_a_document() throws IOException {
    Run run = explore();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("the report: " + folder().resolve("report.html"));
    JsonArray causes = document().getAsJsonArray("causes");
    assertThat(causes).hasSize(1);
    JsonObject cause = causes.get(0).getAsJsonObject();
    assertThat(cause.get("cause").getAsString())
        .isEqualTo("Integer from sender to receiver is lost");
    assertThat(cause.get("findings").getAsInt())
        .isEqualTo(document().getAsJsonArray("violations").size())
        .isGreaterThan(1);
    assertThat(page())
        .contains("Integer from sender to receiver is lost")
        .contains("<h2>What was not tried</h2>")
        .contains("What depends on this, which no world reached: pigs fly.")
        .contains("explore violating --seed 5 --worlds 40")
        .doesNotContain("badge new");
    JsonElement pigs = document().getAsJsonObject("survey").getAsJsonArray("sometimes").get(1);
    assertThat(pigs.toString())
        .isEqualTo("{\"name\":\"pigs fly\",\"worlds\":0,\"firstSeed\":null}");
  }

  @Test
  void links_lead_to_diagrams_that_are_there() throws IOException {
    explore();

    List<String> links =
        Pattern.compile("href=\"([^\"]+)\"")
            .matcher(page())
            .results()
            .map(r -> r.group(1))
            .toList();
    assertThat(links).isNotEmpty();
    for (String link : links) {
      assertThat(folder().resolve(link.replace("%20", " "))).isRegularFile();
    }
  }

  /**
   * Issue 21: a report of which a part is missing ended the campaign before its files were written.
   */
  @Test
  void a_damaged_report_before_is_said_and_replaced() throws IOException {
    explore();
    JsonObject damaged = document();
    damaged.remove("settings");
    Files.writeString(folder().resolve("report.json"), damaged.toString());

    Run run = explore();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the report before cannot be read and is replaced");
    assertThat(document().has("settings")).isTrue();
  }

  @Test
  void the_report_before_says_what_is_new_known_and_gone() throws IOException {
    explore();
    String id =
        document().getAsJsonArray("causes").get(0).getAsJsonObject().get("id").getAsString();
    explore();
    assertThat(page())
        .contains("<span class=\"badge known\">known</span>")
        .doesNotContain("badge new");

    Violating.fixed = true;
    assertThat(explore().exitCode()).isZero();
    assertThat(page())
        .contains("No violation in 40 worlds.")
        .contains("<h3>Gone</h3>")
        .contains("no ping is missed: Integer from sender to receiver is lost (" + id + ")");

    Violating.fixed = false;
    explore();
    assertThat(page()).contains("<span class=\"badge new\">new</span>");
  }

  @Test
  void a_cause_that_was_not_looked_for_is_not_gone_and_is_known_later() throws IOException {
    explore();
    String id =
        document().getAsJsonArray("causes").get(0).getAsJsonObject().get("id").getAsString();

    explore("--no-shrink");
    assertThat(page())
        .doesNotContain("<h3>Gone</h3>")
        .contains("<h3>Not seen this time</h3>")
        .contains("(" + id + "): of some findings the cause was not looked for");

    Violating.fixed = true;
    explore("--worlds", "1");
    assertThat(page()).contains("of 40 worlds, so that this may be chance").contains(id);

    Violating.fixed = false;
    explore();
    assertThat(page()).contains("badge known").doesNotContain("badge new");
  }

  @Test
  void a_report_of_other_settings_is_said() throws IOException {
    explore();
    explore("--set", "pings=49");

    assertThat(page()).contains(", which had pings=50.");
  }

  @Test
  void a_report_of_another_target_or_version_is_said_and_replaced() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("report.json"), "{\"target\": \"other\"}");
    assertThat(explore().err()).contains("the report before is of other and is replaced");

    JsonObject before = document();
    before.remove("signatureFormat");
    Files.writeString(folder().resolve("report.json"), before.toString());
    assertThat(explore().err()).contains("signatures of another version of Faultline");
    assertThat(page()).doesNotContain("badge new").doesNotContain("<h3>Gone</h3>");
    assertThat(folder().toFile().list()).containsExactlyInAnyOrder("report.html", "report.json");
  }

  @Test
  void a_damaged_report_is_said_and_replaced() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(
        folder().resolve("report.json"),
        "{\"target\": \"violating\", \"signatureFormat\": %d, \"causes\": 7}"
            .formatted(Signature.FORMAT));

    Run run = explore();

    assertThat(run.err()).contains("the report before cannot be read and is replaced");
    assertThat(document().getAsJsonArray("causes")).hasSize(1);
  }

  @Test
  void a_folder_that_cannot_be_written_is_refused_before_the_campaign() throws IOException {
    Files.createDirectories(folder().getParent());
    Files.writeString(folder(), "in the way");

    Run run = explore();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("which --report names");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_page_that_cannot_be_replaced_costs_no_finding() throws IOException {
    Files.createDirectories(folder().resolve("report.html/in-the-way"));

    Run found = explore();
    Violating.fixed = true;
    Run clean = explore();

    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("VIOLATED  no ping is missed");
    assertThat(found.err()).contains("the report could not be written");
    assertThat(clean.exitCode()).isEqualTo(4);
  }

  @Test
  void with_json_the_place_of_the_report_goes_to_standard_error() throws IOException {
    Run run = explore("--json");

    assertThat(run.err()).contains("the report: ");
    assertThat(run.json().getAsJsonArray("causes")).isEqualTo(document().getAsJsonArray("causes"));
  }

  @Test
  void a_seed_that_does_not_bring_its_world_back_is_not_named() throws IOException {
    Run run = explore("--strategy", "guided", "--worlds", "60");

    assertThat(run.out())
        .contains("  a world that its replay file brings back, at ")
        .doesNotContainPattern("(?m)^  seed \\d+, at");
    assertThat(document().getAsJsonArray("violations").get(0).getAsJsonObject().get("seed"))
        .isEqualTo(JsonNull.INSTANCE);
    assertThat(page()).contains("a world of guided").doesNotContain("<td>seed ");
    assertThat(page().lines().filter(line -> line.contains("class=\"quiet\">seed"))).isEmpty();
  }

  @Test
  void the_page_says_how_often_each_fault_struck() throws IOException {
    explore();

    List<String> times =
        Pattern.compile("<th scope=\"row\">loss</th><td class=\"n\">([\\d,]+)</td>")
            .matcher(page())
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    JsonObject loss =
        document().getAsJsonArray("faults").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .filter(each -> each.get("kind").getAsString().equals("loss"))
            .findFirst()
            .orElseThrow();
    assertThat(times).containsExactly(HumanText.count(loss.get("times").getAsLong()));
  }
}
