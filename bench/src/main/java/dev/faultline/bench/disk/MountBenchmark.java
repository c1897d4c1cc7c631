package dev.faultline.bench.disk;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mount adds to calls on files, beside libfuse's {@code passthrough_ll} in C, which Debian's
 * package libfuse3-dev has the source of. All are above a tmpfs, where that is to be had.
 */
public final class MountBenchmark implements Benchmark {
  private static final Path EXAMPLE =
      Path.of("/usr/share/doc/libfuse3-dev/examples/passthrough_ll.c");
  private static final int PIECE_BYTES = 128 << 10;
  private static final int PIECES = 512;
  private static final int PAGE_BYTES = 4_096;
  private static final int SYNCED_WRITES = 2_000;
  private static final int FILES = 2_000;
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 5;
  private static final long PATIENCE_SECONDS = 30;

  private final List<Process> processes = new ArrayList<>();

  @Override
  public String name() {
    return "mount";
  }

  @Override
  public String description() {
    return "sequential reads and writes, 4-KiB writes with fsync, and creates on a mount, without"
        + " and with a recording and rules, beside libfuse's passthrough_ll: [PASSTHROUGH_LL],"
        + " a program; built from libfuse3-dev unless given. Needs root";
  }

  @Override
  public void run(List<String> args) throws IOException, InterruptedException {
    Path memory = Path.of("/dev/shm");
    Path work =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "faultline-bench")
            : Files.createTempDirectory("faultline-bench");
    Map<String, Path> folders = new LinkedHashMap<>();
    try {
      Path peer = args.isEmpty() ? built(work) : Path.of(args.getFirst());
      if (peer == null) {
        System.out.println("passthrough_ll: not here; install libfuse3-dev, gcc and pkg-config");
      } else {
        Path point = folder(work, "peer");
        String source = "source=" + folder(work, "peer-source");
        folders.put(
            "passthrough_ll (C)",
            started(point, List.of(peer.toString(), "-f", "-o", source, point.toString())));
      }
      folders.put("in place, no recording", mounted(work, "a", "--in-place", "--no-recording"));
      folders.put(
          "the same, a rule without a match",
          mounted(
              work,
              "b",
              "--in-place",
              "--no-recording",
              "--fault",
              "fail write errno=EIO path=/nothing/*"));
      folders.put("a copy, recording", mounted(work, "c"));
      folders.put("what is below", folder(work, "plain"));
      measure("MiB/s, sequential write", folders, MountBenchmark::write);
      measure("MiB/s, sequential read", folders, MountBenchmark::read);
      measure("writes/s of 4 KiB with fsync", folders, MountBenchmark::syncedWrites);
      measure("creates/s", folders, MountBenchmark::creates);
    } finally {
      for (Process process : processes) {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      delete(work);
    }
  }

  private static void measure(
      String unit, Map<String, Path> folders, ToDoubleFunction<Path> measure) {
    Rounds rounds = new Rounds(unit);
    folders.forEach((name, folder) -> rounds.add(name, () -> measure.applyAsDouble(folder)));
    rounds.run(WARM_UPS, ROUNDS);
  }

  private static Path folder(Path work, String name) throws IOException {
    return Files.createDirectory(work.resolve(name));
  }

  private static @Nullable Path built(Path work) throws IOException, InterruptedException {
    if (!Files.exists(EXAMPLE)) {
      return null;
    }
    Path built = work.resolve("passthrough_ll");
    Process compiler =
        new ProcessBuilder(
                "sh",
                "-c",
                "gcc -O2 %s $(pkg-config --cflags --libs fuse3) -o %s".formatted(EXAMPLE, built))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return compiler.waitFor() == 0 ? built : null;
  }

  private Path mounted(Path work, String name, String... options)
      throws IOException, InterruptedException {
    Path source = folder(work, name + "-source");
    Path point = folder(work, name);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + work,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.faultline.cli.Main",
                "disk",
                "mount",
                source.toString(),
                point.toString()));
    command.addAll(List.of(options));
    return started(point, command);
  }

  private Path started(Path point, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    String mounted = " " + point + " fuse";
    while (Files.readAllLines(Path.of("/proc/mounts")).stream()
        .noneMatch(l -> l.contains(mounted))) {
      if (!process.isAlive()) {
        throw new IOException("did not come up: " + String.join(" ", command));
      }
      Thread.sleep(10);
    }
    return point;
  }

  private static double write(Path folder) {
    Path file = folder.resolve("sequential");
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    long begin = System.nanoTime();
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int i = 0; i < PIECES; i++) {
        out.write(piece.clear());
      }
      out.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return mebibytes(System.nanoTime() - begin);
  }

  private static double read(Path folder) {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    long begin = System.nanoTime();
    try (FileChannel in = FileChannel.open(folder.resolve("sequential"), StandardOpenOption.READ)) {
      int bytes = 0;
      while (bytes >= 0) {
        bytes = in.read(piece.clear());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return mebibytes(System.nanoTime() - begin);
  }

  private static double mebibytes(long nanos) {
    return Rounds.perSecond((double) PIECES * PIECE_BYTES / (1 << 20), nanos);
  }

  private static double syncedWrites(Path folder) {
    ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
    long begin;
    try (FileChannel out =
        FileChannel.open(
            folder.resolve("synced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      begin = System.nanoTime();
      for (int i = 0; i < SYNCED_WRITES; i++) {
        out.write(page.clear(), (long) i % 64 * PAGE_BYTES);
        out.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Rounds.perSecond(SYNCED_WRITES, System.nanoTime() - begin);
  }

  private static double creates(Path folder) {
    try {
      Path many = Files.createDirectory(folder.resolve("many"));
      long begin = System.nanoTime();
      for (int i = 0; i < FILES; i++) {
        FileChannel.open(
                many.resolve("file" + i), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            .close();
      }
      long nanos = System.nanoTime() - begin;
      delete(many);
      return Rounds.perSecond(FILES, nanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
