package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is mounted; the mounts themselves are tested in their module. */
final class DiskMountCommandTest {
  @TempDir Path folder;

  @Test
  void a_wrong_folder_is_named() throws IOException {
    Path point = Files.createDirectory(folder.resolve("point"));
    Path missing = folder.resolve("missing");

    assertRefused(
        Run.faultline("disk", "mount", missing.toString(), point.toString()),
        "source " + missing + ": there is no such folder");
    assertRefused(
        Run.faultline("disk", "mount", folder.toString(), point.toString()),
        "mount point " + point + " is inside of source " + folder + "; choose one outside");
    for (String command : new String[] {"unmount", "crash", "unsynced", "checkpoint"}) {
      assertRefused(
          Run.faultline("disk", command, point.toString()), "no mount of faultline is at " + point);
    }
    assertRefused(
        Run.faultline("disk", "mount", missing.toString(), point.toString(), "--profile", "ext5"),
        "unknown profile ext5; there are process-kill, ");
    assertRefused(
        Run.faultline(
            "disk",
            "mount",
            missing.toString(),
            point.toString(),
            "--in-place",
            "--overlay",
            missing.toString()),
        "in place there is no overlay; leave out one of the two");
  }

  @Test
  void a_wrong_rule_is_named_with_where_it_stands() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Path rules =
        Files.writeString(folder.resolve("rules"), "fail write errno=EIO\nfail read errno=EWHAT\n");

    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--faults", rules.toString()),
        rules + ", line 2, errno: unknown errno EWHAT");
    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--fault", "lost write"),
        "it would harm the files of the source: lost write");
    assertThat(point).isEmptyDirectory();
  }

  private static void assertRefused(Run run, String why) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }
}
