package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random operations on a mount and on a folder beside its source: the same answers, and
 * the same files in the end.
 */
final class DifferentialTest {
  private static final int OPERATIONS = Integer.getInteger("faultline.operations", 30_000);

  @TempDir Path folder;

  @Test
  void a_mount_answers_as_the_system_does() throws Exception {
    compare(folder, false);
  }

  @Test
  void a_mount_of_a_tmpfs_finds_data_and_holes_where_the_tmpfs_does() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "needs a tmpfs");
    assumeTrue(Files.getFileStore(memory).type().equals("tmpfs"), "needs a tmpfs");
    Path below = Files.createTempDirectory(memory, "faultline-differential");
    try {
      compare(below, true);
    } finally {
      Client.run("rm", "-rf", below.toString());
    }
  }

  private static void compare(Path folder, boolean exactHoles) throws Exception {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    long seed = Long.getLong("faultline.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dfaultline.seed)");
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Path plain = Files.createDirectory(folder.resolve("plain"));

    try (MountProcess mount = MountProcess.start(source, point);
        RandomOperations mounted = new RandomOperations(point.toString(), seed, exactHoles);
        RandomOperations direct = new RandomOperations(plain.toString(), seed, exactHoles)) {
      Deque<String> history = new ArrayDeque<>();
      for (int i = 0; i < OPERATIONS; i++) {
        String expected = direct.next();
        history.add(expected);
        if (history.size() > 40) {
          history.remove();
        }
        assertThat(mounted.next())
            .as("operation %d of seed %d, after %s", i, seed, String.join("\n", history))
            .isEqualTo(expected);
      }
    }
    assertThat(contents(source)).isEqualTo(contents(plain));
  }

  /** Each file's path and its contents, or what it is. */
  private static TreeMap<String, List<Byte>> contents(Path folder) throws IOException {
    TreeMap<String, List<Byte>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        byte[] bytes =
            Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAllBytes(file)
                : new byte[0];
        contents.put(
            folder.relativize(file).toString(),
            new java.util.AbstractList<>() {
              @Override
              public Byte get(int index) {
                return bytes[index];
              }

              @Override
              public int size() {
                return bytes.length;
              }
            });
      }
    }
    return contents;
  }
}
