package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class GroupDemoTest {
  @TempDir private Path folder;

  @Test
  void a_group_goes_on_while_one_of_its_processes_is_killed() {
    Path files = folder.resolve("files");
    Run run =
        Run.faultline(
            "group",
            "demo",
            "--kills",
            "1",
            "--time",
            "1s",
            "--seed",
            "7",
            "--keep",
            files.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("seed 7")
        .containsPattern("kill -9 [abc]")
        .containsPattern("[1-9][\\d,]* writes and [1-9][\\d,]* reads were answered, 0 operations")
        .contains("linearizable: an order of all");
    assertThat(files.resolve("a")).exists();
    assertThat(files.resolve("sync-0")).doesNotExist();
  }

  @Test
  void a_state_machine_goes_on_while_one_of_its_processes_is_killed() {
    Path files = folder.resolve("files");
    Run run =
        Run.faultline(
            "group",
            "demo",
            "--machine",
            "--kills",
            "1",
            "--time",
            "1s",
            "--seed",
            "7",
            "--keep",
            files.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("kill -9 [abc]")
        .containsPattern("[1-9][\\d,]* writes and [1-9][\\d,]* reads were answered, 0 operations")
        .contains("linearizable: an order of all");
    assertThat(files.resolve("a").resolve("log")).exists();
  }

  @Test
  void members_that_lose_what_they_kept_are_seen() throws Exception {
    Path files = folder.resolve("files");
    FutureTask<Run> running =
        new FutureTask<>(() ->
            // With this seed the last witness is not killed before: it would have a file again.
            Run.faultline(
                "group",
                "demo",
                "--kills",
                "1",
                "--time",
                "1s",
                "--seed",
                "3",
                "--keep",
                files.toString()));
    Thread.ofPlatform().daemon().start(running);
    for (String member : List.of("a", "b", "c")) {
      Path file = files.resolve(member);
      while (!Files.exists(file) && !running.isDone()) {
        Thread.onSpinWait();
      }
      // The member goes on with a file that has no name; who is started again finds none.
      Files.delete(file);
    }
    assertThat(running.get().exitCode()).as(running.get().out()).isEqualTo(1);
    assertThat(running.get().out()).contains("NOT linearizable").contains("kill -9 of all");
  }

  @Test
  void what_cannot_be_done_is_said_in_one_line() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Run unwritable = Run.faultline("group", "demo", "--keep", file.toString());
    assertThat(unwritable.exitCode()).isEqualTo(2);
    assertThat(unwritable.err()).contains("cannot write the members' files").hasLineCount(1);

    Run many = Run.faultline("group", "demo", "--kills", "2147483647");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err()).contains("expected at most 20").hasLineCount(1);
  }

  @Test
  void what_a_write_waits_for_is_told_stage_by_stage() {
    Run run =
        Run.faultline("group", "demo", "--kills", "0", "--clients", "1", "--time", "1s", "--trace");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("[1-9][\\d,]* warm writes traced")
        .containsPattern(" has synced +\\d+\\.\\d{3}")
        .containsPattern("to wake who sleeps +\\d+\\.\\d{3}");

    Run several = Run.faultline("group", "demo", "--trace");
    assertThat(several.exitCode()).isEqualTo(2);
    assertThat(several.err()).contains("add --clients 1 --kills 0").hasLineCount(1);
  }

  @Test
  void files_of_an_earlier_run_are_refused_by_name() throws IOException {
    Files.createFile(folder.resolve("b"));
    Run run = Run.faultline("group", "demo", "--keep", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("b has a file of an earlier run").hasLineCount(1);
  }
}
