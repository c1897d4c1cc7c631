package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Violating;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Results for continuous integration, and findings that are accepted. */
@Timeout(120)
final class ResultFilesTest {
  private static final String PROPERTY = "no ping is missed";

  @TempDir Path temporary;

  @AfterEach
  void the_bug_is_back() {
    Violating.fixed = false;
    Violating.throwing = false;
    Violating.SETUPS.set(Integer.MAX_VALUE);
  }

  private Run explore(String... more) {
    List<String> args = new ArrayList<>(List.of("explore", "violating", "--seed", "5"));
    args.addAll(List.of("--no-why", "--no-diagram", "--out", temporary.resolve("out").toString()));
    args.addAll(List.of("--junit-xml", xml().toString(), "--sarif", sarif().toString()));
    args.addAll(List.of(more));
    return Run.faultline(args.toArray(String[]::new));
  }

  private Path xml() {
    return temporary.resolve("results.xml");
  }

  private Path sarif() {
    return temporary.resolve("results.sarif");
  }

  private Element suite() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Files.readString(xml()))));
    return (Element) document.getElementsByTagName("testsuite").item(0);
  }

  private JsonObject sarifRun() throws IOException {
    return JsonParser.parseString(Files.readString(sarif()))
        .getAsJsonObject()
        .getAsJsonArray("runs")
        .get(0)
        .getAsJsonObject();
  }

  private JsonObject onlyResult() throws IOException {
    assertThat(sarifRun().getAsJsonArray("results")).hasSize(1);
    return sarifRun().getAsJsonArray("results").get(0).getAsJsonObject();
  }

  @Test
  void a_cause_is_a_failed_test_and_a_result_of_code_scanning() throws Exception {
    Run run = explore("--all");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(suite().getAttribute("failures")).isEqualTo("1");
    Element failure = (Element) suite().getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message"))
        .startsWith(PROPERTY)
        .contains("Integer from sender to receiver is lost");
    assertThat(failure.getTextContent()).contains("to see it again: ./faultline replay");
    assertThat(onlyResult().get("level").getAsString()).isEqualTo("error");
    assertThat(onlyResult().get("ruleId").getAsString()).isEqualTo("no-ping-is-missed");
    assertThat(onlyResult().getAsJsonObject("partialFingerprints").toString())
        .matches("\\{\"faultlineSignature/v1\":\"[0-9a-f]{8}\"}");
    String location = onlyResult().getAsJsonArray("locations").get(0).toString();
    assertThat(location).contains("src/test/java/com/example/Violating.java", "startLine");
  }

  /** Issue 21: findings that are accepted hid that most worlds were never run. */
  @Test
  void worlds_that_could_not_be_run_are_neither_passed_nor_accepted() throws Exception {
    Violating.SETUPS.set(12);

    Run run = explore("--ignore", PROPERTY, "--jobs", "1", "--recheck", "0");

    assertThat(run.out()).contains("could not be run");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(suite().getAttribute("errors")).isEqualTo("1");
    assertThat(suite().getAttribute("skipped")).isEqualTo("1");
  }

  /** Issue 21: GitHub's code scanning refuses results without a place. */
  @Test
  void a_property_whose_source_is_elsewhere_is_found_in_its_replay_file() throws Exception {
    assertThat(CampaignCases.relative(Path.of("runs/a b.replay"))).isEqualTo("runs/a b.replay");
    assertThat(CampaignCases.relative(temporary.resolve("x.replay"))).endsWith("/x.replay");

    Violating.throwing = true;
    explore("--all");

    String location = onlyResult().getAsJsonArray("locations").get(0).toString();
    assertThat(location).contains("/out/violating-").contains("-shrunk.replay");
  }

  /** Issue 21: two rules of one id are no valid SARIF. */
  @Test
  void two_properties_whose_names_differ_in_signs_alone_are_two_rules() {
    JsonObject driver =
        JsonParser.parseString(Sarif.of(List.of(failed("a < b"), failed("a > b"), failed("a < b"))))
            .getAsJsonObject()
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject();

    assertThat(driver.getAsJsonArray("results").asList())
        .extracting(each -> each.getAsJsonObject().get("ruleId").getAsString())
        .containsExactly("a-b", "a-b-2", "a-b");
    assertThat(
            driver
                .getAsJsonObject("tool")
                .getAsJsonObject("driver")
                .getAsJsonArray("rules")
                .asList())
        .extracting(each -> each.getAsJsonObject().get("id").getAsString())
        .containsExactly("a-b", "a-b-2");
  }

  private static TestCase failed(String rule) {
    return new TestCase(rule, rule, TestCase.Kind.FAILED, "no", "", "", 0, "");
  }

  /** Issue 21: a half of a character in what a program says cost the whole file. */
  @Test
  void half_a_character_is_replaced_and_the_file_written() throws Exception {
    Path file = temporary.resolve("report.json");

    ResultFiles.replace(file, "half \uD83D of one");

    assertThat(file).hasContent("half ? of one");
  }

  @Test
  void what_holds_is_a_test_that_passed() throws Exception {
    Violating.fixed = true;

    assertThat(explore().exitCode()).isZero();
    assertThat(suite().getAttribute("tests")).isEqualTo("1");
    assertThat(suite().getAttribute("failures")).isEqualTo("0");
    assertThat(sarifRun().getAsJsonArray("results")).isEmpty();
  }

  @Test
  void an_ignored_property_is_no_failure_and_is_not_made_small() throws Exception {
    Run run = explore("--ignore", PROPERTY);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).doesNotContain("VIOLATED").contains("ignored: '" + PROPERTY + "', which");
    assertThat(suite().getAttribute("failures")).isEqualTo("0");
    assertThat(suite().getAttribute("skipped")).isEqualTo("1");
    assertThat(onlyResult().has("suppressions")).isTrue();
    assertThat(explore("--ignore", "another one").exitCode()).isEqualTo(1);
  }

  @Test
  void a_known_signature_is_reported_and_no_failure() throws Exception {
    explore("--all");
    String id =
        onlyResult()
            .getAsJsonObject("partialFingerprints")
            .get("faultlineSignature/v1")
            .getAsString();
    Path known = temporary.resolve("known.txt");
    Files.writeString(known, "# what we know\n\n" + id + "  issue 7: lost pings\n");

    Run run = explore("--known", known.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("VIOLATED").contains("known: " + id);
    assertThat(suite().getAttribute("skipped")).isEqualTo("1");
    Files.writeString(known, "00000000\n");
    assertThat(explore("--known", known.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void a_line_without_a_signature_is_refused() throws IOException {
    Path known = temporary.resolve("known.txt");
    Files.writeString(known, "# remark\nlost pings\n");

    Run run = explore("--known", known.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("known.txt line 2: 'lost'");
  }

  @Test
  void a_file_that_cannot_be_written_is_refused_before_the_campaign() {
    Run run = explore("--sarif", temporary.resolve("none/results.sarif").toString());

    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_checked_history_has_results_too() throws Exception {
    Path history = temporary.resolve("history.edn");
    Files.writeString(
        history,
        """
        {:process 0, :type :invoke, :f :write, :value 1}
        {:process 0, :type :ok, :f :write, :value 1}
        {:process 1, :type :invoke, :f :read, :value nil}
        {:process 1, :type :ok, :f :read, :value 2}
        """);

    Run run =
        Run.faultline(
            "check",
            history.toString(),
            "--model",
            "register",
            "--level",
            "linearizable",
            "--junit-xml",
            xml().toString(),
            "--sarif",
            sarif().toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(suite().getAttribute("failures")).isEqualTo("1");
    assertThat(onlyResult().getAsJsonArray("locations").toString())
        .contains("history.edn", "\"startLine\":3");
  }

  @Test
  void text_that_xml_cannot_hold_is_replaced() {
    assertThat(JUnitXml.escaped("<a b=\"c&d\">\u0000\u001b[31m\uD800"))
        .isEqualTo("&lt;a b=&quot;c&amp;d&quot;&gt;\uFFFD\uFFFD[31m\uFFFD");
  }
}
