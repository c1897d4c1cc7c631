package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(files.resolve("sync")).doesNotExist();
  }

  @Test
  void files_of_an_earlier_run_are_refused_by_name() throws IOException {
    Files.createFile(folder.resolve("b"));
    Run run = Run.faultline("group", "demo", "--keep", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("b has a file of an earlier run").hasLineCount(1);
  }
}
