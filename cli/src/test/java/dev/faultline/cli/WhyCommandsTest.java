package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Violating;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a replay file besides bringing its run back. */
@Timeout(120)
final class WhyCommandsTest {
  @TempDir Path temporary;

  private JsonObject found() {
    return Run.faultline(
            "explore", "violating", "--json", "--seed", "1", "--out", temporary.toString())
        .json()
        .get("violations")
        .getAsJsonArray()
        .get(0)
        .getAsJsonObject();
  }

  private String asFound() {
    return found().get("replayFile").getAsString();
  }

  private String small() {
    return found().getAsJsonObject("shrunk").get("replayFile").getAsString();
  }

  @AfterEach
  void the_bug_is_back() {
    Violating.fixed = false;
  }

  @Test
  void a_replay_says_why() {
    Run run = Run.faultline("replay", small(), "--why", "--json");

    JsonObject why = run.json().getAsJsonObject("why");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(why.get("sentence").getAsString()).isEqualTo("'no ping is missed' does not hold");
    JsonObject fault = why.get("faults").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(fault.get("role").getAsString()).isEqualTo("needed");
    assertThat(run.err()).contains("without each fault alone:").contains("the point of no return");
  }

  @Test
  void an_explanation_can_be_left_out_of_a_campaign() {
    Run run =
        Run.faultline(
            "explore", "violating", "--no-why", "--seed", "1", "--out", temporary.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("shrunk from").doesNotContain("the point of no return");
  }

  @Test
  void a_run_without_the_fault_that_it_needs_holds() {
    Run run = Run.faultline("replay", small(), "--without", "1", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("without them nothing is violated");
    assertThat(run.json().get("exitCode").getAsInt()).isZero();
    assertThat(run.json().get("without").toString()).isEqualTo("[1]");
  }

  @Test
  void a_fault_that_is_not_there_cannot_be_left_out() {
    Run run = Run.faultline("replay", small(), "--without", "1,2");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("there is no fault 2 to leave out")
        .contains("has 1 fault");
  }

  @Test
  void a_shrunk_run_is_shrunk_no_further_and_its_file_stays() throws IOException {
    String small = small();
    List<String> before = Files.readAllLines(Path.of(small));

    Run run = Run.faultline("shrink", small, "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().get("smaller").getAsBoolean()).isFalse();
    assertThat(run.json().get("minimal").getAsBoolean()).isTrue();
    assertThat(Files.readAllLines(Path.of(small))).isEqualTo(before);
  }

  @Test
  void what_a_small_budget_left_is_shrunk_later() {
    String asFound = asFound();

    Run first = Run.faultline("shrink", asFound, "--replays", "1", "--json");
    Run second = Run.faultline("shrink", first.json().get("replayFile").getAsString(), "--json");

    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(first.json().get("minimal").getAsBoolean()).isFalse();
    assertThat(second.exitCode()).isZero();
    assertThat(Run.faultline("replay", second.json().get("replayFile").getAsString()).exitCode())
        .isEqualTo(1);
  }

  @Test
  void a_file_that_does_not_bring_its_run_back_is_not_shrunk() {
    String asFound = asFound();
    Violating.fixed = true;

    Run run = Run.faultline("shrink", asFound);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("does not bring its run back (nothing is violated)");
  }

  @Test
  void two_runs_part_somewhere_and_a_run_never_from_itself() {
    JsonObject found = found();
    String a = found.get("replayFile").getAsString();
    String b = found.getAsJsonObject("shrunk").get("replayFile").getAsString();

    assertThat(Run.faultline("diff", a, a).exitCode()).isZero();
    Run run = Run.faultline("diff", a, b, "--json");
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.json().get("same").getAsBoolean()).isFalse();
    assertThat(run.err()).contains("the two diverge at");
  }
}
