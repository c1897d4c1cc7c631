package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.chaos.monkey.GroupLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@EnabledOnOs(OS.LINUX)
class RunCommandTest {
  @TempDir private Path folder;

  private Run run(String plan, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
    String[] args = new String[more.length + 4];
    args[0] = "run";
    args[1] = file.toString();
    args[2] = "--state";
    args[3] = folder.resolve("state").toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return Run.faultline(args);
  }

  @ParameterizedTest
  @CsvSource({"exit 0, 0, held", "exit 1, 1, violated", "no-such-command, 3, undecided"})
  void the_exit_code_says_how_it_ended(String command, int exitCode, String outcome)
      throws IOException {
    Run run =
        run(
            "name: x\nphases: [{name: calm, duration: 1ms}]\nchecks: [{command: '%s'}]\n"
                .formatted(command),
            "--seed",
            "7");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.out())
        .startsWith("plan x, seed 7\n")
        .contains("phase calm\n")
        .containsPattern("\n" + outcome + ".*\\(seed 7\\)\n$");
  }

  @Test
  void what_came_of_it_is_a_page_where_one_is_named() throws IOException {
    String plan = "name: x\nphases: [{name: calm, duration: 1ms}]\nchecks: [{command: exit 1}]\n";
    Path page = folder.resolve("page.html");
    assertThat(run(plan, "--html", page.toString()).exitCode()).isEqualTo(1);
    assertThat(page)
        .content()
        .startsWith("<!doctype html>")
        .contains("violated", "calm", "run " + folder.resolve("plan.yaml") + " --seed ");
    Run nowhere = run(plan, "--html", folder.resolve("none").resolve("page.html").toString());
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("--html");
    assertThat(nowhere.out()).as("nothing was started").isEmpty();
    // A folder that goes while the plan runs, as a disk that becomes full does.
    Path gone = Files.createDirectory(folder.resolve("gone"));
    String removes = plan.replace("exit 1", "rmdir gone; exit %d");
    for (int exit : new int[] {1, 0}) {
      Run lost = run(removes.formatted(exit), "--html", gone.resolve("page.html").toString());
      assertThat(lost.exitCode()).as(lost.out() + lost.err()).isEqualTo(exit == 1 ? 1 : 4);
      assertThat(lost.err()).contains("the page cannot be written: ");
      assertThat(lost.out()).contains(exit == 1 ? "\nviolated: " : "\nheld ");
      Files.createDirectories(gone);
    }
  }

  /** A system that must not be started twice: whatever kills it is found. */
  @Test
  void a_search_finds_a_plan_that_is_violated_and_writes_it_small() throws IOException {
    String plan =
        """
        name: x
        limit: 1
        targets:
          - name: a
            start:
              command: [sh, -c, "echo >> starts; echo $$ > pid; exec sleep 600"]
              ready: {command: "grep -q sleep /proc/$(cat pid)/cmdline"}
        phases: [{name: hit, duration: 300ms, faults: [{kill: one}]}]
        quiet: {limit: 30s, until: [{command: test -s starts}]}
        checks: [{command: 'n=$(wc -c < starts); rm starts; test "$n" -eq 1', name: started once}]
        """;
    Run found = run(plan, "--search", "30", "--seed", "3");
    assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(1);
    assertThat(found.out())
        .startsWith("search from seed 3\nrun 1 of at most 30, seed ")
        .contains("violated: 'started once' does not hold");
    List<Path> written;
    try (Stream<Path> files = Files.list(folder)) {
      written = files.filter(file -> file.toString().contains("plan-found-")).toList();
    }
    assertThat(written).hasSize(1);
    assertThat(written.getFirst()).content().containsPattern("(kill|term): ");
    assertThat(found.out())
        .contains("found, and written to " + written.getFirst())
        .contains("; violated again in 2 of 2 more runs; after ");
    Run again =
        Run.faultline(
            "run", written.getFirst().toString(), "--state", folder.resolve("state").toString());
    assertThat(again.exitCode()).as(again.out() + again.err()).isEqualTo(1);
  }

  @Test
  void a_find_that_cannot_be_written_is_printed_and_no_file_is_named() throws IOException {
    String plan =
        """
        name: x
        limit: 1
        targets: [{name: a, start: {command: [sleep, "600"]}}]
        phases: [{name: hit, duration: 300ms, faults: [{pause: one}]}]
        checks: [{command: 'exit 1'}]
        """;
    Run first = run(plan, "--search", "1", "--seed", "3");
    Path written = Path.of(first.out().strip().replaceFirst("(?s).* run ", ""));
    Files.delete(written);
    // In the way of the file.
    Files.createDirectories(written.resolve("full"));
    Run run = run(plan, "--search", "1", "--seed", "3");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.err()).contains("what was found cannot be written, so here it is: ");
    assertThat(run.out())
        .contains("\nname: x\n")
        .containsPattern(
            "; not run again; after 1 run: save the last plan above in .*, and run it\n$");
  }

  @Test
  void a_search_that_makes_no_sense_is_one_line() throws IOException {
    String plan = "name: x\nphases: [{name: calm, duration: 1ms}]\nchecks: [{command: exit 0}]\n";
    assertThat(run(plan, "--search", "3").err()).contains("there is nothing to strike");
    assertThat(run(plan, "--search", "0").exitCode()).isEqualTo(2);
    assertThat(run(plan, "--search-time", "3m").err()).contains("--search-time is of --search");
    assertThat(run(plan, "--search", "3", "--json").err()).contains("neither --json nor --html");
    assertThat(run(plan, "--search", "3", "--search-time", "soon").err()).contains("--search-time");
  }

  @Test
  void a_history_is_judged_by_check() throws IOException {
    String plan =
        """
        name: x
        load: 'cp %s history.edn'
        phases: [{name: p, duration: 1m, until: {command: test -s history.edn}}]
        checks: [{history: history.edn, model: register}]
        """;
    Path good = folder.resolve("good");
    Files.writeString(
        good,
        """
        {:process 0, :type :invoke, :f :write, :value 1}
        {:process 0, :type :ok, :f :write, :value 1}
        {:process 0, :type :invoke, :f :read, :value nil}
        {:process 0, :type :ok, :f :read, :value 1}
        """);
    Path bad = folder.resolve("bad");
    Files.writeString(bad, Files.readString(good).replace(":read, :value 1", ":read, :value nil"));
    assertThat(run(plan.formatted(good)).exitCode()).isZero();
    Files.delete(folder.resolve("history.edn"));
    Path idle = folder.resolve("idle");
    Files.writeString(
        idle,
        """
        {:process 0, :type :invoke, :f :write, :value 1}
        {:process 0, :type :fail, :f :write, :value 1}
        {:process 0, :type :invoke, :f :read, :value nil}
        {:process 0, :type :info, :f :read, :value nil}
        """);
    Run nothing = run(plan.formatted(idle));
    assertThat(nothing.exitCode()).as(nothing.out()).isEqualTo(3);
    assertThat(nothing.out()).contains("history.edn: no operation has succeeded, so it shows");
    Files.delete(folder.resolve("history.edn"));
    Run lost = run(plan.formatted(bad));
    assertThat(lost.exitCode()).as(lost.out()).isEqualTo(1);
    assertThat(lost.out())
        .contains("history.edn as register, linearizable: invalid; no order explains ");
  }

  @ParameterizedTest
  @CsvSource({"all, level 'all' promises nothing", "lineraizable, lineraizable"})
  void a_level_by_which_nothing_can_be_judged_is_refused_before_anything_starts(
      String level, String message) throws IOException {
    Run run =
        run(
            """
            name: x
            load: 'touch started'
            phases: [{name: p, duration: 1ms}]
            checks: [{history: history.edn, model: register, level: %s}]
            """
                .formatted(level));
    assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("plan.yaml:4:10: ")
        .contains(message);
    assertThat(folder.resolve("started")).doesNotExist();
  }

  @Test
  void undo_leaves_a_run_that_goes_on_alone() throws IOException {
    Path state = folder.resolve("state");
    Run run = run("name: x\nphases: [{name: p, duration: 1ms}]\nchecks: [{command: exit 0}]\n");
    assertThat(run.exitCode()).isZero();
    try (GroupLock lock = GroupLock.tryLock(state, "run").orElseThrow()) {
      assertThat(lock).isNotNull();
      Run undo = Run.faultline("run", "--undo", "--state", state.toString());
      assertThat(undo.exitCode()).isEqualTo(2);
      assertThat(undo.errLines()).singleElement().asString().contains("is going on");
    }
    assertThat(Run.faultline("run", "--undo", "--state", state.toString()).exitCode()).isZero();
  }

  @Test
  void a_template_attacks_what_runs_already() throws IOException {
    String mark = "template-" + System.nanoTime();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read wait", mark);
    builder.environment().put("FAULTLINE_MONKEY", "pause-each");
    Process target = builder.start();
    try {
      Run run =
          Run.faultline(
              "run",
              "--template",
              "pause-each",
              "--target",
              "a=command " + mark + "$",
              "--well",
              "kill -0 " + target.pid(),
              "--duration",
              "100ms",
              "--state",
              folder.resolve("state").toString());
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out()).contains("phase pause a", "pause a, pid " + target.pid(), "goes on");
    } finally {
      target.destroyForcibly();
    }
  }

  @Test
  void templates_are_listed_and_printed_and_a_printed_one_is_a_plan() throws IOException {
    assertThat(Run.faultline("run", "--templates").out()).contains("kill-primary ", "partition ");
    Run printed =
        Run.faultline("run", "--template", "kill-one", "--target", "a=port 7001", "--print");
    assertThat(printed.exitCode()).isZero();
    Run played = run(printed.out());
    assertThat(played.exitCode()).isEqualTo(2);
    assertThat(played.err()).contains("'port 7001' finds 0 processes");
    Run unknown = Run.faultline("run", "--template", "no-disk");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.errLines()).singleElement().asString().contains("no template 'no-disk'");
    assertThat(Run.faultline("run", "plan.yaml", "--template", "kill-one").err())
        .contains("expected a PLAN or --template, not both");
  }

  @Test
  void one_document_has_it_all() throws IOException {
    JsonObject document =
        run(
                "name: x\nphases: [{name: calm, duration: 1ms}]\nchecks: [{command: 'exit 1'}]\n",
                "--json")
            .json();
    assertThat(document.get("outcome").getAsString()).isEqualTo("violated");
    assertThat(
            document.getAsJsonArray("events").get(0).getAsJsonObject().get("event").getAsString())
        .isEqualTo("phase calm");
    assertThat(
            document.getAsJsonArray("checks").get(0).getAsJsonObject().get("place").getAsString())
        .endsWith("plan.yaml:3:10");
  }

  @Test
  void a_mistake_in_a_plan_is_one_line_with_its_place_and_nothing_is_started() throws IOException {
    Run run =
        run(
            """
            name: x
            targets: [{name: a, start: {command: [sh, -c, 'touch started']}}]
            phases: [{name: p, duration: 1ms, faults: [{kill: two}]}]
            """);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("plan.yaml:3:51: 'two' chooses no targets, expected one, minority");
    assertThat(folder.resolve("started")).doesNotExist();
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void without_a_plan_there_is_nothing_to_run() {
    assertThat(Run.faultline("run").errLines())
        .singleElement()
        .asString()
        .contains("expected a PLAN, --template, --undo or --schema");
    assertThat(Run.faultline("run", "/no/plan.yaml").err())
        .contains("there is no file /no/plan.yaml");
    assertThat(JsonParser.parseString(Run.faultline("run", "--schema").out()).isJsonObject())
        .isTrue();
  }

  @Test
  void after_a_kill_of_the_run_undo_ends_what_it_started() throws Exception {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            name: x
            limit: 1
            targets:
              - name: a
                start:
                  command: [sh, -c, 'echo $$ > pid; exec sleep 600']
                  ready: {command: grep -q sleep /proc/$(cat pid)/cmdline}
            phases: [{name: p, duration: 1h, faults: [{pause: one}]}]
            """);
    Path state = folder.resolve("state");
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                plan.toString(),
                "--state",
                state.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    while (line != null && !line.contains("pause a")) {
      line = said.readLine();
    }
    assertThat(line).isNotNull();
    ProcessHandle target =
        ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
            .orElseThrow();
    run.destroyForcibly().waitFor();
    assertThat(target.isAlive()).isTrue();
    Run again = Run.faultline("run", plan.toString(), "--state", state.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("2 faults of an earlier run are still to be undone");

    Run undo = Run.faultline("run", "--undo", "--state", state.toString());
    assertThat(undo.exitCode()).as(undo.err()).isZero();
    assertThat(undo.out()).contains("goes on", "has ended");
    target.onExit().join();
    assertThat(target.isAlive()).isFalse();
  }
}
