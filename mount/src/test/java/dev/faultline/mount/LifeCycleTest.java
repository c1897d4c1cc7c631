package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LifeCycleTest {
  private static final int TERMINATED = 143;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("the source"));
    point = Files.createDirectory(folder.resolve("the point"));
  }

  @Test
  void what_is_written_there_is_in_the_source_and_the_end_unmounts() throws Exception {
    MountProcess mount = MountProcess.start(source, point);
    Files.writeString(point.resolve("a"), "hello");
    Files.writeString(source.resolve("b"), "from below");

    assertThat(source.resolve("a")).hasContent("hello");
    assertThat(point.resolve("b")).hasContent("from below");
    assertThat(MountTable.isOurs(point.toRealPath())).isTrue();
    assertThat(mount.terminate()).isEqualTo(TERMINATED);
    assertThat(MountTable.isMounted(point.toRealPath())).isFalse();
    assertThat(point).isEmptyDirectory();
  }

  @Test
  void the_next_mount_takes_away_what_a_killed_one_has_left() throws Exception {
    MountProcess killed = MountProcess.start(source, point);
    Files.writeString(point.resolve("a"), "hello");
    Path real = point.toRealPath();
    killed.kill();
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Files.readString(point.resolve("a")));

    try (MountProcess next = MountProcess.start(source, point)) {
      assertThat(next.said())
          .containsExactly("unmounted " + real + ", which a process that is gone had left mounted");
      assertThat(point.resolve("a")).hasContent("hello");
    }
  }

  @Test
  void unmount_takes_away_what_a_killed_one_has_left() throws Exception {
    MountProcess killed = MountProcess.start(source, point);
    Path real = point.toRealPath();
    killed.kill();

    assertThat(Mount.unmount(point, false)).isEqualTo(real);
    assertThat(MountTable.isMounted(real)).isFalse();
  }

  @Test
  void a_second_mount_at_the_same_point_is_refused() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (MountProcess mount = MountProcess.start(source, point)) {
      assertRefused(other, point, "something is mounted there");
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void what_cannot_be_mounted_is_refused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("in it"), "");
    Path inside = Files.createDirectory(source.resolve("inside"));

    assertRefused(
        folder.resolve("missing"), point, "source " + folder + "/missing: there is no such folder");
    assertRefused(file, point, "is not a folder");
    assertRefused(
        source,
        folder.resolve("missing"),
        "mount point " + folder + "/missing: there is no such folder");
    assertRefused(
        source, folder.resolve("missing/point"), "there is no folder " + folder + "/missing");
    assertRefused(source, full, "is not empty");
    assertRefused(source, inside, "is inside of source");
    assertRefused(source, source, "is inside of source");
    assertRefused(inside, source, "is inside of mount point");
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> Mount.unmount(point, false))
        .withMessage("no mount of faultline is at " + point);
  }

  private void assertRefused(Path from, Path at, String why) throws IOException {
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> Mount.mount(from, at, MountOptions.defaults(), line -> {}))
        .withMessageContaining(why);
  }
}
