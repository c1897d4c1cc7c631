package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExploreCommandTest {
  @TempDir Path temporary;

  private Run explore(String target, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "explore";
    args[1] = target;
    args[2] = "--out";
    args[3] = out().toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return Run.faultline(args);
  }

  private Path out() {
    return temporary.resolve("out");
  }

  @Test
  void a_violation_exits_with_1_and_says_what_broke_and_how_to_see_it_again() {
    Run run = explore("violating", "--seed", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("VIOLATED  no ping is missed")
        .contains("of simulated time, after ")
        .contains("single messages: ")
        .contains(" lost")
        .contains("sender -> receiver")
        .contains("shrunk from ")
        .contains("a second run was identical")
        .containsPattern("\\./faultline replay \\S+/out/violating-\\d+\\.replay")
        .contains("1 violating world among ");
    assertThat(out()).isDirectoryContaining("glob:**.replay");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void no_violation_exits_with_0_and_leaves_nothing_behind() {
    Run run = explore("fine");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("no violation in 40 worlds");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void seed_and_settings_are_said_first() {
    assertThat(explore("violating", "--seed", "77", "--set", "pings=20").out().lines().limit(3))
        .containsExactly(
            "exploring violating: 40 worlds of 10s, strategy swarm, "
                + HumanText.count(Runtime.getRuntime().availableProcessors(), "job"),
            "  seed      77",
            "  settings  pings=20");
  }

  @Test
  void a_random_seed_can_be_used_again() {
    Run first = explore("violating", "--json");
    String seed = first.json().get("seed").getAsString();

    Run second = explore("violating", "--json", "--seed", seed);

    assertThat(second.json().get("campaignHash")).isEqualTo(first.json().get("campaignHash"));
  }

  @Test
  void the_result_does_not_depend_on_the_number_of_jobs() {
    JsonObject one = explore("violating", "--json", "--seed", "5", "--all", "--jobs", "1").json();
    JsonObject three = explore("violating", "--json", "--seed", "5", "--all", "--jobs", "3").json();

    assertThat(three.get("campaignHash")).isEqualTo(one.get("campaignHash"));
    assertThat(three.get("violations")).isEqualTo(one.get("violations"));
    assertThat(one.get("violations").getAsJsonArray()).hasSizeGreaterThan(1);
  }

  @Test
  void json_is_one_document_and_people_read_standard_error() {
    Run run = explore("violating", "--json", "--seed", "1", "--set", "pings=30");

    JsonObject json = run.json();
    assertThat(json.get("target").getAsString()).isEqualTo("violating");
    assertThat(json.get("seed").getAsLong()).isEqualTo(1);
    assertThat(json.get("worlds").getAsInt()).isPositive();
    assertThat(json.get("campaignHash").getAsString()).matches("[0-9a-f]{16}");
    assertThat(json.get("settings").getAsJsonObject().get("pings").getAsString()).isEqualTo("30");
    assertThat(json.get("neverReached").getAsJsonArray().toString()).isEqualTo("[\"pigs fly\"]");
    assertThat(json.get("interrupted").getAsBoolean()).isFalse();
    assertThat(json.get("leak").isJsonNull()).isTrue();
    assertThat(json.get("exitCode").getAsInt()).isEqualTo(1);
    assertThat(json.keySet())
        .contains(
            "strategy", "outcomes", "inconclusive", "simulatedSeconds", "realSeconds", "events");
    JsonObject violation = json.get("violations").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(violation.get("property").getAsString()).isEqualTo("no ping is missed");
    assertThat(violation.get("seed").getAsLong()).isBetween(1L, 40L);
    assertThat(violation.get("simulatedSeconds").getAsDouble()).isBetween(0.1, 10.0);
    assertThat(violation.get("traceHash").getAsString()).matches("[0-9a-f]{16}");
    assertThat(Path.of(violation.get("replayFile").getAsString())).exists();
    assertThat(run.err()).contains("VIOLATED  no ping is missed");
  }

  @Test
  void outcomes_are_listed() {
    JsonObject json = explore("fine", "--json").json();
    assertThat(json.get("outcomes").toString()).isEqualTo("[\"well\"]");
    assertThat(json.get("outcomeWorlds").toString()).isEqualTo("{\"well\":40}");
    assertThat(explore("fine").out()).contains("40  well");
  }

  @Test
  void what_no_world_reached_is_reported() {
    assertThat(explore("violating").out())
        .contains("never reached in any world")
        .contains("pigs fly")
        .doesNotContain("a ping arrives,");
  }

  @Test
  void a_node_that_throws_is_a_finding_with_the_frames_of_its_author() {
    Run run = explore("com.example.Throwing");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("VIOLATED  no node throws")
        .contains("n1 threw java.lang.IllegalStateException: out of cheese")
        .containsPattern("    at com\\.example\\.Throwing\\.\\S+\\(Throwing\\.java:\\d+\\)")
        .contains("caused by java.lang.RuntimeException: mouse")
        .doesNotContain("at dev.faultline.sim");
  }

  @Test
  void a_world_that_never_ends_is_inconclusive_and_exits_with_3() {
    Run run = explore("com.example.Endless", "--max-events", "20");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("40 inconclusive worlds").contains("20 events");
  }

  @Test
  void a_world_that_stands_still_is_named_with_its_stack_and_exits_with_3() {
    Run run = explore("com.example.Stuck", "--stuck-after", "1s");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("stuck: the world of seed ")
        .contains("has been stuck for 1s of real time")
        .contains("at com.example.Stuck");
    assertThat(explore("com.example.Stuck", "--stuck-after", "1s", "--json").json().get("stuck"))
        .asString()
        .contains("at com.example.Stuck");
  }

  @Test
  void a_leak_of_nondeterminism_exits_with_4_and_names_the_first_event_that_differs() {
    Run run = explore("com.example.Leaking");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).contains("NONDETERMINISM").contains("n1: now ");
    assertThat(explore("com.example.Leaking", "--json").json().get("leak").isJsonObject()).isTrue();
  }

  @Test
  void a_model_that_cannot_promise_liveness_is_wrong_usage() {
    Run run = explore("com.example.Asynchronous");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("eventually 'done'");
  }

  @Test
  void a_target_that_throws_before_there_is_a_world_is_told_where() {
    Run run = explore("com.example.Unprepared");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines().getFirst()).contains("set up").contains("no cluster today");
    assertThat(run.err()).contains("at com.example.Unprepared.build(Unprepared.java:");
  }

  @Test
  void colour_is_for_terminals_without_no_color() {
    String[] args = {"explore", "fine", "--worlds", "1"};
    assertThat(Run.onTerminal(Map.of(), args).out()).contains("\033[1m");
    assertThat(Run.onTerminal(Map.of("NO_COLOR", "1"), args).out()).doesNotContain("\033[");
    assertThat(Run.onTerminal(Map.of("TERM", "dumb"), args).out()).doesNotContain("\033[");
    assertThat(Run.faultline(args).out()).doesNotContain("\033[");
  }

  @Test
  void the_run_made_small_is_told_as_a_story_and_has_a_replay_file_of_its_own() {
    JsonObject violation =
        explore("violating", "--json", "--seed", "1")
            .json()
            .get("violations")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    JsonObject shrunk = violation.get("shrunk").getAsJsonObject();

    assertThat(shrunk.get("struckMessages").toString()).isEqualTo("{\"lost\":1}");
    assertThat(shrunk.get("faults").getAsJsonArray()).isEmpty();
    assertThat(shrunk.get("story").toString()).contains("VIOLATED no ping is missed");
    String file = shrunk.get("replayFile").getAsString();
    assertThat(file).isNotEqualTo(violation.get("replayFile").getAsString());
    JsonObject replay = Run.faultline("replay", file, "--json").json();
    assertThat(replay.get("reproduced").getAsBoolean()).isTrue();
    assertThat(replay.get("traceHash")).isEqualTo(shrunk.get("traceHash"));
  }

  @Test
  void a_finding_may_be_left_as_it_was_found() {
    Run run = explore("violating", "--no-shrink");

    assertThat(run.out())
        .contains("the faults, in order")
        .contains("the last events before it")
        .doesNotContain("shrunk");
  }

  @Test
  void one_finding_of_each_cause_is_told_and_the_others_are_listed() {
    Run run = explore("violating", "--all", "--seed", "5");

    assertThat(run.out().split("VIOLATED  no ping is missed", -1)).hasSize(2);
    assertThat(run.out())
        .contains("all findings, by cause")
        .containsPattern(
            "  no ping is missed: Integer from sender to receiver is lost \\(\\d+ findings,"
                + " signature [0-9a-f]{8}\\)");
    assertThat(run.out().lines().filter(line -> line.startsWith("    at 0"))).hasSizeGreaterThan(1);
  }

  @Test
  void every_replay_command_works_as_it_is_printed() {
    Run run = explore("violating");
    Matcher command = Pattern.compile("\\./faultline (replay \\S+)").matcher(run.out());
    assertThat(command.find()).isTrue();

    assertThat(Run.faultline(command.group(1).split(" ")).out()).contains("reproduced");
  }

  private JsonObject violation(String... more) {
    return explore("violating", more)
        .json()
        .get("violations")
        .getAsJsonArray()
        .get(0)
        .getAsJsonObject();
  }

  @Test
  void the_diagram_of_the_small_run_lies_next_to_its_replay_file() throws IOException {
    JsonObject violation = violation("--json", "--seed", "1");

    Path diagram = Path.of(violation.get("diagram").getAsString());
    String replay = violation.get("shrunk").getAsJsonObject().get("replayFile").getAsString();
    assertThat(diagram).hasToString(replay.replaceAll("\\.replay$", ".html"));
    assertThat(Files.readString(diagram))
        .startsWith("<!doctype html>")
        .contains("no ping is missed")
        .contains("script-src 'sha256-");
    assertThat(explore("violating", "--seed", "1").out())
        .contains("the diagram, for any browser", diagram.toString());
  }

  @Test
  void the_diagram_may_be_left_out() {
    JsonObject violation = violation("--json", "--no-diagram");

    assertThat(violation.get("diagram").isJsonNull()).isTrue();
    assertThat(out()).isDirectoryNotContaining("glob:**.html");
  }

  @Test
  void what_shrinking_came_to_stands_with_the_violation() {
    JsonObject violation = violation("--json", "--seed", "4");
    JsonObject shrunk = violation.get("shrunk").getAsJsonObject();

    assertThat(violation.get("faultsBefore").getAsInt())
        .isGreaterThanOrEqualTo(violation.get("faultsAfter").getAsInt());
    assertThat(violation.get("eventsBefore")).isEqualTo(violation.get("events"));
    assertThat(violation.get("eventsAfter")).isEqualTo(shrunk.get("events"));
    assertThat(violation.get("eventsAfter").getAsInt())
        .isLessThan(violation.get("eventsBefore").getAsInt());
    assertThat(violation.get("replays").getAsInt()).isPositive();
    assertThat(violation.get("storyLines").getAsInt())
        .isEqualTo(shrunk.get("story").getAsJsonArray().size());
    assertThat(violation("--json", "--no-shrink").get("faultsAfter").isJsonNull()).isTrue();
  }

  /** Issue 11: the command ended as with a fault of its own, and told nothing of the finding. */
  @Test
  void a_run_that_cannot_be_made_small_is_told_as_it_was_found() {
    Run run = explore("com.example.Tired", "--jobs", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("VIOLATED  it rests").doesNotContain("shrunk from");
    assertThat(run.err())
        .contains("could not be made small")
        .contains("java.lang.OutOfMemoryError: played again");
    assertThat(out()).isDirectoryContaining("glob:**.replay");
  }
}
