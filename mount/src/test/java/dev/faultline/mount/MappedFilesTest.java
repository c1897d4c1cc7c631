package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules and files that are mapped: the kernel moves the pages, and takes no part for the whole. */
@Timeout(120)
final class MappedFilesTest {
  private static final int BYTES = 64 * 1024;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void short_writes_lose_nothing_of_what_is_written_by_a_map() throws Exception {
    Files.write(source.resolve("a"), bytes('a'));
    try (MountProcess mount = MountProcess.start(source, point, "short write share=0.5")) {
      try (Arena arena = Arena.ofConfined();
          FileChannel file = Client.open(point.resolve("a"))) {
        MemorySegment map = file.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
        map.fill((byte) 'b');
        map.force();
        assertThat(Files.readAllBytes(source.resolve("a"))).isEqualTo(bytes('b'));
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void short_reads_do_not_have_the_kernel_take_a_mapped_file_for_shorter() throws Exception {
    Files.write(source.resolve("a"), bytes('a'));
    try (MountProcess mount = MountProcess.start(source, point, "short read share=0.5")) {
      try (Arena arena = Arena.ofConfined();
          FileChannel file = Client.open(point.resolve("a"))) {
        MemorySegment map = file.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, arena);
        assertThat(map.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes('a'));
        Client.run("sh", "-c", "echo end >> '" + point.resolve("a") + "'");
        assertThat(Files.size(source.resolve("a"))).isEqualTo(BYTES + 4);
      }
      assertThat(Files.readString(source.resolve("a"))).startsWith("aaaa").endsWith("aaend\n");
      assertThat(mount.said()).isEmpty();
    }
  }
}
