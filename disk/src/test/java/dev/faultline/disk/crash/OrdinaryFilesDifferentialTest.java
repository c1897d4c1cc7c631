package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same calls on real files and on recorded ones, with the same results and failures. */
class OrdinaryFilesDifferentialTest {
  private static final long SEED = Long.getLong("faultline.seed", 20261130);
  private static final int SEQUENCES = 300;
  private static final int CALLS = 60;

  @Test
  void the_same_calls_of_java_io_do_what_they_do_on_real_files(@TempDir Path folder)
      throws Exception {
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = SEED + i;
      File real = Files.createDirectory(folder.resolve("s" + i)).toRealPath().toFile();
      List<String> expected = sequence(real, seed);
      List<String> found = new ArrayList<>();
      Recording.of(directory -> {
        try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
          found.addAll(sequence(files.file(), seed));
        }
      });
      for (int line = 0; line < expected.size(); line++) {
        assertThat(found.get(line))
            .as("-Dfaultline.seed=%d; before that: %s", seed, expected.subList(0, line))
            .isEqualTo(expected.get(line));
      }
    }
  }

  private static List<String> sequence(File root, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> told = new ArrayList<>();
    Files.writeString(new File(root, "a").toPath(), "first line\r\nsecond\rthird");
    String[] names = {"a", "b", "d", "d/a", "d/b", "d/e", "./d/e/../e/c", "x/y"};
    for (int i = 0; i < CALLS; i++) {
      int kind = random.nextInt(26);
      File one = new File(root, names[random.nextInt(names.length)]);
      File other = new File(root, names[random.nextInt(names.length)]);
      int number = random.nextInt(9_000);
      String outcome;
      try {
        outcome = call(kind, one, other, number);
      } catch (FileSystemException e) {
        outcome = e.getClass().getSimpleName() + " " + e.getReason();
      } catch (IOException | RuntimeException e) {
        outcome =
            e.getClass().getSimpleName()
                + ": "
                + String.valueOf(e.getMessage()).replace(root.getPath(), "ROOT");
      }
      told.add(
          i
              + " "
              + kind
              + " "
              + one.getPath().substring(root.getPath().length())
              + " "
              + other.getPath().substring(root.getPath().length())
              + " "
              + number
              + ": "
              + outcome.replace(root.getPath(), "ROOT"));
    }
    try (Stream<Path> all = Files.walk(root.toPath())) {
      for (Path path : all.sorted().toList()) {
        told.add(
            root.toPath().relativize(path)
                + (Files.isRegularFile(path)
                    ? " " + Arrays.hashCode(Files.readAllBytes(path)) + " " + Files.size(path)
                    : ""));
      }
    }
    return told;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + count);
    }
    return bytes;
  }

  private static String call(int kind, File one, File other, int number) throws IOException {
    return switch (kind) {
          case 0 -> one.createNewFile();
          case 1 -> one.mkdir();
          case 2 -> one.mkdirs();
          case 3 -> one.delete();
          case 4 -> one.renameTo(other);
          case 5 ->
              one.exists() + " " + one.isFile() + " " + one.isDirectory() + " " + one.isHidden();
          case 6 -> one.length() * (one.isFile() ? 1 : 0);
          case 7 -> {
            String[] list = one.list();
            yield list == null ? "none" : new TreeSet<>(List.of(list));
          }
          case 8, 9, 10 -> {
            try (FileOutputStream out = new FileOutputStream(one, number % 2 == 0)) {
              out.write(bytes(number));
              out.write(number);
              out.write(bytes(100), 10, 20);
              yield out.getChannel().position() + " " + out.getFD().valid();
            }
          }
          case 11, 12 -> {
            try (FileInputStream in = new FileInputStream(one)) {
              int first = in.read();
              long skipped = in.skip(number / 3);
              byte[] some = new byte[50];
              int count = in.read(some, 5, 40);
              int available = in.available();
              byte[] rest = in.readAllBytes();
              yield first
                  + " "
                  + skipped
                  + " "
                  + count
                  + " "
                  + available
                  + " "
                  + Arrays.hashCode(some)
                  + " "
                  + Arrays.hashCode(rest)
                  + " "
                  + in.read(new byte[3]);
            }
          }
          case 13, 14, 15 -> {
            try (RandomAccessFile file =
                new RandomAccessFile(one, number % 3 == 0 ? "rwd" : "rw")) {
              file.seek(number);
              file.writeInt(number);
              file.writeUTF("text " + number);
              file.setLength(number / 2 + 2_000);
              long at = file.getFilePointer();
              file.seek(0);
              int skipped = file.skipBytes(number / 2);
              byte[] read = new byte[64];
              int count = file.read(read);
              file.write(bytes(20), 3, 10);
              file.getChannel().force(true);
              yield at
                  + " "
                  + skipped
                  + " "
                  + count
                  + " "
                  + Arrays.hashCode(read)
                  + " "
                  + file.length()
                  + " "
                  + file.getFilePointer();
            }
          }
          case 16 -> {
            try (RandomAccessFile file = new RandomAccessFile(one, "r")) {
              String lines = file.readLine() + "|" + file.readLine() + "|" + file.getFilePointer();
              file.write(1);
              yield lines;
            }
          }
          case 17 -> {
            try (PrintWriter out = new PrintWriter(one, StandardCharsets.UTF_8)) {
              out.println("line " + number);
              yield out.checkError();
            }
          }
          case 18 -> one.getCanonicalPath();
          case 19 -> one.canRead() + " " + one.canWrite() + " " + one.canExecute();
          case 20 -> {
            boolean set = one.setLastModified(1_000_000L + number * 1_000L);
            yield set + " " + (set ? one.lastModified() : 0);
          }
          case 21 -> {
            Files.copy(one.toPath(), other.toPath());
            yield "copied";
          }
          case 22 -> {
            Files.move(one.toPath(), other.toPath(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            yield "moved";
          }
          case 23 -> {
            try (FileChannel channel =
                FileChannel.open(one.toPath(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
              channel.truncate(number);
              yield channel.size() + " " + channel.position();
            }
          }
          case 24 -> {
            try (FileInputStream in = new FileInputStream(one);
                FileOutputStream out = new FileOutputStream(other)) {
              yield in.transferTo(out);
            }
          }
          default -> {
            try (Stream<Path> found = Files.list(one.toPath())) {
              yield found.map(Path::toString).sorted().toList();
            }
          }
        }
        + "";
  }
}
