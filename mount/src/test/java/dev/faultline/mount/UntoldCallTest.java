package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call that the system has carried out, and that the mount cannot record. */
@Timeout(120)
final class UntoldCallTest {
  private static final int LENGTH = 10_000;

  @TempDir Path folder;

  /** A copy within the mount is read again, which takes a descriptor. */
  @Test
  void what_is_done_succeeds_and_no_crash_takes_it_back() throws Exception {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    assumeTrue(
        Client.run("sh", "-c", "command -v prlimit").endsWith("prlimit"),
        "needs prlimit, of util-linux");
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    try (MountProcess mount = MountProcess.recording(true, "ext4-ordered", source, point);
        FileChannel from =
            FileChannel.open(
                Files.write(point.resolve("from"), new byte[LENGTH]), StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                point.resolve("to"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      // Once before, so that all code for it is loaded.
      assertThat(from.transferTo(0, LENGTH, to)).isEqualTo(LENGTH);
      limit(mount, "3:4096");
      long copied = from.transferTo(0, LENGTH, to);
      limit(mount, "4096:4096");

      assertThat(copied).isEqualTo(LENGTH);
      assertThat(mount.nextLine())
          .startsWith("this mount records no longer")
          .contains("what a call has done could not be read again");
      to.force(true);
      assertThat(Files.size(point.resolve("to"))).isEqualTo(2L * LENGTH);
      assertThatThrownBy(() -> MountControl.at(point).ask("POST", "/crash", Map.of(), ""))
          .hasMessageContaining("what a call has done could not be read again");
      assertThat(source.resolve("to")).hasSize(2L * LENGTH);
    }
  }

  private static void limit(MountProcess mount, String descriptors) throws Exception {
    Client.run("prlimit", "--pid", Long.toString(mount.number()), "--nofile=" + descriptors);
  }
}
