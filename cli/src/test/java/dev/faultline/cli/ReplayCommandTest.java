package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Violating;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayCommandTest {
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

  @AfterEach
  void the_bug_is_back() {
    Violating.fixed = false;
    Violating.renamed = false;
    Violating.silent = false;
  }

  @Test
  void a_replay_brings_back_the_violation_and_the_trace_hash() {
    JsonObject found = found();

    Run run = Run.faultline("replay", found.get("replayFile").getAsString(), "--json");

    JsonObject json = run.json();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(json.get("property")).isEqualTo(found.get("property"));
    assertThat(json.get("traceHash")).isEqualTo(found.get("traceHash"));
    assertThat(json.get("expectedTraceHash")).isEqualTo(found.get("traceHash"));
    assertThat(json.get("simulatedSeconds")).isEqualTo(found.get("simulatedSeconds"));
    assertThat(json.get("reproduced").getAsBoolean()).isTrue();
    assertThat(run.err()).contains("reproduced: same property, same trace hash");
  }

  @Test
  void people_see_what_broke_again() {
    Run run = Run.faultline("replay", found().get("replayFile").getAsString());

    assertThat(run.out())
        .contains("VIOLATED  no ping is missed")
        .contains("reproduced: same property, same trace hash");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void the_trace_has_every_event() {
    Run run = Run.faultline("replay", found().get("replayFile").getAsString(), "--trace");

    assertThat(run.out())
        .contains("receiver starts, incarnation 1")
        .contains("sender -> receiver #0 sends 1");
  }

  @Test
  void a_file_that_does_not_fit_the_program_any_more_proves_nothing() {
    String file = found().get("replayFile").getAsString();
    Violating.fixed = true;
    Violating.renamed = true;

    Run run = Run.faultline("replay", file);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("the file does not fit the program any more: ").contains("[");
  }

  @Test
  void a_program_that_has_changed_does_not_reproduce_and_that_is_said() {
    String file = found().get("replayFile").getAsString();
    Violating.fixed = true;

    Run run = Run.faultline("replay", file, "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.json().get("reproduced").getAsBoolean()).isFalse();
    assertThat(run.json().get("property").isJsonNull()).isTrue();
    assertThat(run.json().get("expectedProperty").getAsString()).isEqualTo("no ping is missed");
    assertThat(run.err())
        .contains("not reproduced: nothing was violated this time")
        .contains("the program under test has changed");
  }

  @Test
  void a_run_can_be_written_for_a_browser_for_perfetto_and_for_shiviz() throws IOException {
    String file = found().get("replayFile").getAsString();
    Path html = temporary.resolve("run.html");
    Path trace = temporary.resolve("run.json");
    Path log = temporary.resolve("run.log");

    Run run =
        Run.faultline(
            "replay",
            file,
            "--json",
            "--diagram",
            html.toString(),
            "--perfetto",
            trace.toString(),
            "--shiviz",
            log.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.json().get("diagram").getAsString()).isEqualTo(html.toString());
    assertThat(Files.readString(html)).startsWith("<!doctype html>").contains("no ping is missed");
    assertThat(JsonParser.parseString(Files.readString(trace)).getAsJsonObject().keySet())
        .contains("traceEvents");
    assertThat(Files.readString(log)).contains("sends to receiver: 1");
    assertThat(run.err()).contains("diagram: " + html);
  }

  @Test
  void a_file_that_cannot_be_written_is_wrong_usage() {
    String file = found().get("replayFile").getAsString();
    Path nowhere = temporary.resolve("nowhere").resolve("run.html");

    Run run = Run.faultline("replay", file, "--diagram", nowhere.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains(nowhere.toString());
  }

  @Test
  void a_file_whose_faults_no_longer_come_up_proves_nothing() {
    String shrunk = found().get("shrunk").getAsJsonObject().get("replayFile").getAsString();
    Violating.silent = true;

    Run run = Run.faultline("replay", shrunk);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("only 0 of its 1 decisions could be applied");
  }
}
