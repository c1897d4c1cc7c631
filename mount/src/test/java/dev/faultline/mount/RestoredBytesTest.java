package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are too large for the memory of these mounts, which is 64 MB. */
@Timeout(300)
final class RestoredBytesTest {
  private static final int LARGE = 24 << 20;

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
  void a_crash_brings_back_bytes_that_no_memory_could_hold(boolean inPlace) throws Exception {
    byte[] bytes = new byte[LARGE];
    new SplittableRandom(1).nextBytes(bytes);
    List<String> names = List.of("written", "removed", "replaced", "open", "moved");
    for (String name : names) {
      Files.write(source.resolve(name), bytes);
    }
    try (MountProcess mount = MountProcess.recording(inPlace, "ext4-ordered", source, point);
        FileChannel open =
            FileChannel.open(
                point.resolve("open"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      write("written", 5_000_000, new byte[4096]);
      Files.delete(point.resolve("removed"));
      Files.writeString(point.resolve("new"), "new");
      Files.move(
          point.resolve("new"), point.resolve("replaced"), StandardCopyOption.REPLACE_EXISTING);
      Files.delete(point.resolve("open"));
      open.write(ByteBuffer.wrap("written without a name".getBytes()), 10_000);
      Files.move(point.resolve("moved"), point.resolve("elsewhere"));
      write("elsewhere", 7_000_000, new byte[4096]);
      ask("/crash");
      for (String name : names) {
        assertThat(same(point.resolve(name), bytes)).as(name).isTrue();
      }
      assertThat(point.resolve("new")).doesNotExist();
      assertThat(point.resolve("elsewhere")).doesNotExist();

      // What was synced since is what the next crash brings back.
      Arrays.fill(bytes, 5_000_000, 5_004_096, (byte) 7);
      byte[] synced = Arrays.copyOfRange(bytes, 5_000_000, 5_004_096);
      for (String name : names) {
        write(name, 5_000_000, synced);
        Client.run("sync", at(name));
      }
      for (String name : names) {
        write(name, 5_000_100, new byte[100]);
        Client.run("truncate", "-s", String.valueOf(LARGE - 100_001), at(name));
      }
      Files.delete(point.resolve("removed"));
      ask("/crash");
      for (String name : names) {
        assertThat(same(point.resolve(name), bytes)).as(name + ", again").isTrue();
      }
      open.close();
      assertThat(mount.end()).noneMatch(line -> line.contains("records no longer"));
    }
  }

  @Test
  void a_file_removed_before_its_sync_comes_back_with_what_was_synced() throws Exception {
    byte[] bytes = new byte[1 << 20];
    new SplittableRandom(2).nextBytes(bytes);
    try (MountProcess _ = MountProcess.recording(true, "all-unsynced-lost", source, point);
        FileChannel file =
            FileChannel.open(
                point.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Client.run("sync", point.toString());
      file.write(ByteBuffer.wrap(bytes));
      Files.delete(point.resolve("file"));
      file.force(true);
      ask("/crash");
      assertThat(same(point.resolve("file"), bytes)).isTrue();
    }
  }

  @Test
  void files_whose_names_were_exchanged_are_not_kept_open() throws Exception {
    for (String name : List.of("one", "two")) {
      Files.write(source.resolve(name), new byte[1 << 20]);
    }
    try (MountProcess mount = MountProcess.recording(true, "ext4-ordered", source, point)) {
      Path descriptors = Path.of("/proc/" + mount.number() + "/fd");
      Client.exchange(point.resolve("one"), point.resolve("two"));
      long before = count(descriptors);
      for (int i = 0; i < 20; i++) {
        Path more = point.resolve("more" + i);
        Files.write(more, new byte[1 << 20]);
        Client.run("sync", more.toString());
        Client.exchange(more, point.resolve("two"));
        Client.run("sync", more.toString());
      }
      // One for each name that the kernel knows.
      assertThat(count(descriptors) - before).isLessThanOrEqualTo(20);
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.count();
    }
  }

  @Test
  void holes_stay_holes() throws Exception {
    long size = 1L << 27;
    try (RandomAccessFile file = new RandomAccessFile(source.resolve("holes").toFile(), "rw")) {
      file.setLength(size);
      file.seek(1 << 26);
      file.write(1);
    }
    try (MountProcess _ = MountProcess.recording(false, "ext4-ordered", source, point)) {
      write("holes", 4096, new byte[] {2});
      Client.run("truncate", "-s", "8192", at("holes"));
      ask("/crash");
      assertThat(Files.size(point.resolve("holes"))).isEqualTo(size);
      assertThat(Long.parseLong(Client.run("stat", "-c", "%b", at("holes")).strip()))
          .isLessThan(99);
      try (RandomAccessFile file = new RandomAccessFile(point.resolve("holes").toFile(), "r")) {
        file.seek(4096);
        assertThat(file.read()).isZero();
        file.seek(1 << 26);
        assertThat(file.read()).isOne();
      }
    }
  }

  private String at(String name) {
    return point.resolve(name).toString();
  }

  private void write(String name, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(point.resolve(name).toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  private static boolean same(Path file, byte[] bytes) throws IOException {
    return Arrays.equals(Files.readAllBytes(file), bytes);
  }

  private List<String> ask(String path) throws MountException {
    return new ArrayList<>(MountControl.at(point).ask("POST", path, Map.of(), ""));
  }
}
