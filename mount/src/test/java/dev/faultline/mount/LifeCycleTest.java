package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** Else all files that the process makes elsewhere could be written by anybody. */
  @Test
  void the_process_keeps_its_mask_of_modes_and_files_get_the_modes_that_clients_say()
      throws Exception {
    try (MountProcess mount = MountProcess.start(source, point)) {
      Files.createFile(
          point.resolve("a"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

      assertThat(mask(Path.of("/proc/" + mount.number()))).isEqualTo(mask(Path.of("/proc/self")));
      assertThat(Files.getPosixFilePermissions(source.resolve("a")))
          .isEqualTo(Files.getPosixFilePermissions(point.resolve("a")));
    }
  }

  private static String mask(Path process) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith("Umask:"))
        .findFirst()
        .orElseThrow();
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
          .containsExactly("unmounted " + real + ", which a process that has ended left mounted");
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
    assertRefused(source, inside, "is inside the source");
    assertRefused(source, source, "is inside the source");
    assertRefused(inside, source, "is inside the mount point");
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> Mount.unmount(point, false))
        .withMessage("no mount of faultline is at " + point);
  }

  @Test
  void a_process_that_ends_leaves_the_mount_of_another_alone() throws Exception {
    Files.writeString(source.resolve("a"), "first");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("a"), "second");
    MountProcess first = MountProcess.start(source, point);
    try (FileChannel open = FileChannel.open(point.resolve("a"), StandardOpenOption.READ)) {
      Mount.unmount(point, true);
      assertThat(open.size()).isEqualTo(5);
      try (MountProcess second = MountProcess.start(other, point)) {
        assertThat(second.said()).isEmpty();
        open.close();
        first.awaitEnd();
        assertThat(MountTable.isOurs(point.toRealPath())).isTrue();
        assertThat(point.resolve("a")).hasContent("second");
      }
    }
  }

  @Test
  void a_living_mount_whose_calls_fail_or_hang_is_not_taken_for_a_dead_one() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String rule : new String[] {"fail getattr errno=EIO", "fail all errno=EIO", "hang all"}) {
      try (MountProcess mount = MountProcess.start(source, point, rule)) {
        List<String> said = new ArrayList<>();
        assertThatExceptionOfType(MountException.class)
            .as(rule)
            .isThrownBy(() -> Mount.mount(other, point, MountOptions.defaults(), said::add))
            .withMessageContaining("something is mounted there");
        assertThat(said).isEmpty();
        assertThat(mount.said()).isEmpty();
      }
    }
  }

  @Test
  void a_dead_mount_is_known_though_the_kernel_still_believes_its_attributes() throws Exception {
    MountProcess killed = MountProcess.start(Duration.ofMinutes(10), source, point);
    Path real = point.toRealPath();
    assertThat(Files.getLastModifiedTime(point)).isNotNull();
    killed.kill();
    try (MountProcess next = MountProcess.start(source, point)) {
      assertThat(next.said())
          .containsExactly("unmounted " + real + ", which a process that has ended left mounted");
    }
  }

  @Test
  void a_point_may_be_given_by_a_symbolic_link() throws Exception {
    Path real = point.toRealPath();
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("the point"));
    MountProcess mount = MountProcess.start(source, link);
    assertThat(MountTable.isOurs(real)).isTrue();
    assertThat(Mount.unmount(link, false)).isEqualTo(real);
    mount.awaitEnd();

    MountProcess.start(source, link).kill();
    try (MountProcess next = MountProcess.start(source, link)) {
      assertThat(next.said())
          .containsExactly("unmounted " + real + ", which a process that has ended left mounted");
    }
  }

  @Test
  void a_file_that_is_open_when_the_process_is_told_to_end_is_used_up_to_its_end()
      throws Exception {
    MountProcess mount = MountProcess.start(source, point);
    try (FileChannel open =
        FileChannel.open(point.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Path real = point.toRealPath();
      mount.process().toHandle().destroy();
      while (MountTable.isMounted(real)) {
        Thread.onSpinWait();
      }
      open.write(ByteBuffer.wrap("kept".getBytes(StandardCharsets.UTF_8)));
      open.force(true);
    }
    mount.awaitEnd();
    assertThat(source.resolve("a")).hasContent("kept");
  }

  private void assertRefused(Path from, Path at, String why) throws IOException {
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> Mount.mount(from, at, MountOptions.defaults(), line -> {}))
        .withMessageContaining(why);
  }
}
