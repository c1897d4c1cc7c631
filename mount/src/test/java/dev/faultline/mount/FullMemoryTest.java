package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mounts of these tests have 64 MB, so that they cannot keep what is written. */
final class FullMemoryTest {
  private static final int PIECE = 1 << 20;
  private static final int PIECES = 100;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_mount_that_cannot_keep_more_goes_on_without_recording(boolean inPlace) throws Exception {
    try (MountProcess mount = MountProcess.recording(inPlace, "ext4-ordered", source, point)) {
      Path large = point.resolve("large");
      fill(large);

      assertThat(mount.nextLine()).startsWith("this mount records no longer").contains(" MB;");
      assertThat(Files.size(large)).isEqualTo((long) PIECE * PIECES);
      assertThat(hasWhatWasWritten(large)).isTrue();
      Files.writeString(point.resolve("small"), "text");
      assertThat(point.resolve("small")).hasContent("text");
      Files.move(point.resolve("small"), point.resolve("moved"));
      Files.delete(large);
      assertThatThrownBy(() -> MountControl.at(point).ask("POST", "/crash", Map.of(), ""))
          .hasMessageContaining("this mount records no longer");
      assertThat(mount.end()).doesNotContain("this mount records no longer");
    }
  }

  @Test
  void a_crash_by_a_rule_is_an_error_then_and_the_mount_goes_on() throws Exception {
    try (MountProcess mount =
        MountProcess.recording(
            true, "ext4-ordered", source, point, "crash fsync when=before path=/log")) {
      fill(point.resolve("large"));
      assertThat(mount.nextLine()).startsWith("this mount records no longer");
      Path log = Files.writeString(point.resolve("log"), "line");
      assertThat(Client.run("sh", "-c", "LC_ALL=C sync '" + log + "' 2>&1; true"))
          .contains("Input/output error");
      assertThat(mount.nextLine()).startsWith("this mount records no longer");
      Files.writeString(point.resolve("more"), "text");
      assertThat(source.resolve("more")).hasContent("text");
    }
  }

  private static void fill(Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < PIECES; i++) {
        out.write(ByteBuffer.wrap(piece(i)));
      }
    }
  }

  private static boolean hasWhatWasWritten(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      byte[] found = new byte[PIECE];
      for (int i = 0; i < PIECES; i++) {
        ByteBuffer room = ByteBuffer.wrap(found);
        while (room.hasRemaining() && in.read(room) >= 0) {}
        if (!Arrays.equals(found, piece(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private static byte[] piece(int number) {
    byte[] bytes = new byte[PIECE];
    Arrays.fill(bytes, (byte) (number + 1));
    return bytes;
  }
}
