package dev.faultline.disk.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same calls on the default file system and on the model, with the same results, refusals and
 * contents.
 */
class DifferentialTest {
  private static final long SEED = Long.getLong("faultline.seed", 20261130);
  private static final int SEQUENCES = 400;
  private static final int CALLS = 60;
  private static final Set<PosixFilePermission> UNLIKE = unlike();

  @Test
  void generated_sequences_of_calls_do_what_they_do_on_the_default_file_system(@TempDir Path folder)
      throws IOException {
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = SEED + i;
      Path real = Files.createDirectory(folder.resolve("s" + i)).toRealPath();
      DiskFileSystem system = DiskFileSystem.create(Profile.XFS, Device.SECTORS);
      Path model = Files.createDirectories(system.getPath("/x/s"));
      List<String> expected = run(real, seed);
      List<String> found = run(model, seed);
      for (int line = 0; line < expected.size(); line++) {
        assertThat(found.get(line))
            .as("-Dfaultline.seed=%d; before that: %s", seed, expected.subList(0, line))
            .isEqualTo(expected.get(line));
      }
      assertThat(found).hasSameSizeAs(expected);
    }
  }

  private static List<String> run(Path root, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> told = new ArrayList<>();
    if (random.nextBoolean()) {
      Files.createDirectories(root.resolve("d/e"));
      Files.createFile(root.resolve("a"));
    }
    for (int i = 0; i < CALLS; i++) {
      int kind = random.nextInt(24);
      Path one = root.resolve(name(random));
      Path other = root.resolve(name(random));
      long number = random.nextInt(9_000);
      String outcome;
      try {
        outcome = call(kind, root, one, other, number);
      } catch (FileSystemException e) {
        outcome = e.getClass().getSimpleName() + " " + reason(e);
      } catch (IOException | RuntimeException e) {
        outcome = e.getClass().getSimpleName();
      }
      told.add(
          i
              + " "
              + kind
              + " "
              + root.relativize(one)
              + " "
              + root.relativize(other)
              + ": "
              + outcome);
    }
    told.addAll(contents(root));
    return told;
  }

  private static String reason(FileSystemException e) {
    return e.getReason() == null ? "" : e.getReason();
  }

  private static String name(SplittableRandom random) {
    String[] names = {"a", "b", "d", "d/a", "d/b", "d/e", "d/e/c", "b/x", "l", "d/../a", "./d/e"};
    return names[random.nextInt(names.length)];
  }

  private static String call(int kind, Path root, Path one, Path other, long number)
      throws IOException {
    switch (kind) {
      case 0 -> Files.createFile(one);
      case 1, 2 -> Files.createDirectory(one);
      case 3 -> Files.delete(one);
      case 4 -> Files.write(one, bytes(number));
      case 5 -> Files.write(one, bytes(number), StandardOpenOption.APPEND);
      case 6 ->
          Files.write(one, bytes(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      case 7 -> Files.move(one, other);
      case 8 -> Files.move(one, other, StandardCopyOption.REPLACE_EXISTING);
      case 9 -> Files.move(one, other, StandardCopyOption.ATOMIC_MOVE);
      case 10 -> Files.copy(one, other);
      case 11 -> Files.copy(one, other, StandardCopyOption.REPLACE_EXISTING);
      case 12 -> Files.createLink(one, other);
      case 13 ->
          Files.createSymbolicLink(one, Objects.requireNonNull(one.getParent()).relativize(other));
      case 14 -> {
        return Files.readSymbolicLink(one).toString();
      }
      case 15 -> {
        try (FileChannel channel =
            FileChannel.open(one, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
          channel.position(number);
          channel.write(ByteBuffer.wrap(bytes(number % 700 + 1)));
          channel.truncate(number / 2 + 100);
          channel.write(ByteBuffer.wrap(bytes(10)), 5);
          ByteBuffer read = ByteBuffer.allocate(300);
          int count = channel.read(read, 50);
          channel.force(true);
          return count
              + " "
              + Arrays.hashCode(read.array())
              + " "
              + channel.position()
              + " "
              + channel.size();
        }
      }
      case 16 -> {
        return root.relativize(one.toRealPath()) + " " + Files.isSameFile(one, other);
      }
      case 17 -> {
        return Files.exists(one)
            + " "
            + Files.isDirectory(one)
            + " "
            + Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
            + " "
            + Files.isSymbolicLink(one)
            + " "
            + Files.isExecutable(one)
            + " "
            + (Files.isRegularFile(one) ? Files.size(one) : 0);
      }
      case 18 -> {
        Files.setPosixFilePermissions(
            one, PosixFilePermissions.fromString(number % 2 == 0 ? "rwxr-x---" : "rwx------"));
        return permissions(one);
      }
      case 19 -> {
        Files.setLastModifiedTime(one, FileTime.fromMillis(number * 1000));
        return Files.getLastModifiedTime(one).toString();
      }
      case 20 -> {
        try (FileChannel directory = FileChannel.open(one, StandardOpenOption.READ)) {
          directory.force(true);
          directory.read(ByteBuffer.allocate(10));
        }
      }
      case 21 -> {
        try (FileChannel channel =
            FileChannel.open(one, StandardOpenOption.APPEND, StandardOpenOption.CREATE)) {
          channel.write(ByteBuffer.wrap(bytes(30)));
          Files.deleteIfExists(one);
          channel.write(ByteBuffer.wrap(bytes(40)));
          return channel.position() + " " + channel.size();
        }
      }
      case 22 ->
          Files.newByteChannel(one, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
              .close();
      default -> {
        try (Stream<Path> list = Files.list(one)) {
          return list.map(path -> root.relativize(path).toString()).sorted().toList().toString();
        }
      }
    }
    return "done";
  }

  /** Without those that the umask of this process treats otherwise than the model's, 022. */
  private static String permissions(Path path) throws IOException {
    Set<PosixFilePermission> compared = EnumSet.copyOf(Files.getPosixFilePermissions(path));
    compared.removeAll(UNLIKE);
    return PosixFilePermissions.toString(compared);
  }

  private static Set<PosixFilePermission> unlike() {
    try {
      Path made = Files.createTempDirectory("umask");
      Path inside = Files.createDirectory(made.resolve("d"));
      Set<PosixFilePermission> real = Files.getPosixFilePermissions(inside);
      Files.delete(inside);
      Files.delete(made);
      Set<PosixFilePermission> unlike = EnumSet.noneOf(PosixFilePermission.class);
      Set<PosixFilePermission> model = PosixFilePermissions.fromString("rwxr-xr-x");
      for (PosixFilePermission permission : PosixFilePermission.values()) {
        if (real.contains(permission) != model.contains(permission)) {
          unlike.add(permission);
        }
      }
      return unlike;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(long count) {
    byte[] bytes = new byte[(int) count];
    Arrays.fill(bytes, (byte) (count % 26 + 'a'));
    return bytes;
  }

  private static List<String> contents(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted().toList()) {
        String line = root.relativize(path).toString();
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          line += " " + Files.size(path) + " " + Arrays.hashCode(Files.readAllBytes(path));
        } else if (Files.isSymbolicLink(path)) {
          line += " -> " + Files.readSymbolicLink(path);
        }
        if (!path.equals(root) && !Files.isSymbolicLink(path)) {
          line += " " + permissions(path);
        }
        lines.add(line);
      }
    }
    return lines;
  }
}
