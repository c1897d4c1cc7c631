package dev.faultline.mount;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.disk.fault.FaultRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FaultedMountTest {
  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  @Test
  void the_third_write_to_the_log_has_no_room_and_the_others_have() throws Exception {
    Files.createDirectory(source.resolve("wal"));
    try (MountProcess mount =
        MountProcess.start(source, point, "fail write errno=ENOSPC path=/wal/* nth=3")) {
      try (FileChannel log = FileChannel.open(point.resolve("wal/1"), CREATE, WRITE);
          FileChannel other = FileChannel.open(point.resolve("other"), CREATE, WRITE)) {
        write(log, "a");
        write(other, "b");
        write(log, "c");
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> write(log, "d"))
            .withMessage("No space left on device");
        write(log, "e");
      }
      assertThat(source.resolve("wal/1")).hasContent("ace");
      assertThat(mount.end()).containsExactly("1");
    }
  }

  @Test
  void names_fail_where_a_rule_says() throws Exception {
    Files.writeString(source.resolve("gone"), "");
    try (MountProcess mount =
        MountProcess.start(
            source,
            point,
            "fail create errno=EDQUOT path=/new",
            "fail rename errno=EIO to=/target",
            "fail unlink errno=EBUSY path=/gone")) {
      assertThat(mount.said()).isEmpty();
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> Files.createFile(point.resolve("new")))
          .withMessageContaining("Disk quota exceeded");
      Files.createFile(point.resolve("old"));
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> Files.move(point.resolve("old"), point.resolve("target")))
          .withMessageContaining("Input/output error");
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> Files.delete(point.resolve("gone")))
          .withMessageContaining("Device or resource busy");
      Files.move(point.resolve("old"), point.resolve("elsewhere"));
    }
    assertThat(source)
        .isDirectoryContaining("glob:**/elsewhere")
        .isDirectoryContaining("glob:**/gone");
  }

  @Test
  void what_is_held_up_holds_nobody_else_up_and_ends_with_the_mount() throws Exception {
    Files.writeString(source.resolve("slow"), "slow");
    try (MountProcess mount = MountProcess.start(source, point, "hang read path=/slow")) {
      // More than there are threads to begin with.
      CompletableFuture<?>[] readers = new CompletableFuture<?>[40];
      for (int i = 0; i < readers.length; i++) {
        readers[i] =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    Files.readString(point.resolve("slow"));
                  } catch (IOException e) {
                    // The mount has ended.
                  }
                },
                task -> Thread.ofPlatform().daemon().start(task));
      }
      for (int i = 0; i < 100; i++) {
        Files.writeString(point.resolve("fast"), "fast" + i);
        assertThat(point.resolve("fast")).hasContent("fast" + i);
      }
      assertThat(CompletableFuture.anyOf(readers)).isNotDone();
      mount.terminate();
      CompletableFuture.allOf(readers).join();
    }
  }

  @Test
  void each_read_meets_the_rules_and_none_is_answered_from_the_kernels_memory() throws Exception {
    Files.writeString(source.resolve("data"), "abcdefgh");
    try (MountProcess mount =
        MountProcess.start(
            source, point, "short read bytes=3 nth=2", "flip read bits=1 offset=0..0 nth=4")) {
      try (FileChannel data = FileChannel.open(point.resolve("data"), READ)) {
        assertThat(read(data)).isEqualTo("abcdefgh");
        assertThat(read(data)).isEqualTo("abc");
        assertThat(read(data)).isEqualTo("abcdefgh");
        assertThat(read(data)).endsWith("bcdefgh").doesNotStartWith("a");
        assertThat(read(data)).isEqualTo("abcdefgh");
      }
      assertThat(source.resolve("data")).hasContent("abcdefgh");
      assertThat(mount.end()).containsExactly("2");
    }
  }

  @Test
  void a_failed_sync_is_told_once_to_each_who_has_the_file_open() throws Exception {
    try (MountProcess mount = MountProcess.start(source, point, "sync-failure path=/data nth=1")) {
      try (FileChannel one = FileChannel.open(point.resolve("data"), CREATE, WRITE);
          FileChannel two = FileChannel.open(point.resolve("data"), WRITE)) {
        write(one, "x");
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> one.force(true))
            .withMessage("Input/output error");
        one.force(true);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> two.force(true));
        two.force(true);
      }
      mount.end();
    }
  }

  @Test
  void a_rule_that_strikes_nothing_is_named_at_the_end() throws Exception {
    try (MountProcess mount =
        MountProcess.start(source, point, "fail read errno=EIO path=/missing")) {
      Files.writeString(point.resolve("a"), "");
      assertThat(mount.end())
          .containsExactly(
              "0",
              "line 1 struck nothing: no call was on a path that it is for: fail read errno=EIO"
                  + " path=/missing");
    }
  }

  @Test
  void rules_that_a_mount_cannot_keep_to_are_refused() {
    for (String rule :
        new String[] {
          "stale write",
          "sync-failure aftermath=btrfs",
          "fail write errno=EIO after=label",
          "fail poll errno=EIO"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MountOptions.defaults().withFaults(FaultRules.parse(rule), 1))
          .withMessageStartingWith("line 1: no rule for a mount: ");
    }
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    file.read(bytes, 0);
    return new String(
        bytes.array(), 0, bytes.position(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
