package dev.faultline.bench.disk;

import dev.faultline.bench.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a mount adds to calls on files, beside libfuse's {@code passthrough_ll} in C, which Debian's
 * package libfuse3-dev has the source of. All are above a tmpfs, where that is to be had.
 *
 * <p>Beside what a client gets a second stands what it gets for a second of the mount's processor
 * time, which says the same on a machine that does other work.
 */
public final class MountBenchmark implements Benchmark {
  private static final Path EXAMPLE =
      Path.of("/usr/share/doc/libfuse3-dev/examples/passthrough_ll.c");
  private static final String RULE = "fail write errno=EIO path=/nothing/*";
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 7;

  private final Map<String, MountedFolder> folders = new LinkedHashMap<>();

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
    Thread atEnd = new Thread(() -> end(work));
    Runtime.getRuntime().addShutdownHook(atEnd);
    Path peer = args.isEmpty() ? built(work) : Path.of(args.getFirst());
    if (peer == null) {
      System.out.println("passthrough_ll: not here; install libfuse3-dev, gcc and pkg-config");
    } else {
      Path point = folder(work, "peer");
      String source = "source=" + folder(work, "peer-source");
      folders.put(
          "passthrough_ll (C)",
          MountedFolder.started(
              point, List.of(peer.toString(), "-f", "-o", source, point.toString())));
    }
    mount(work, "in place, no recording", "a", "--in-place", "--no-recording");
    mount(
        work,
        "the same, a rule without a match",
        "b",
        "--in-place",
        "--no-recording",
        "--fault",
        RULE);
    mount(work, "a copy, recording", "c");
    folders.put("what is below", MountedFolder.plain(folder(work, "plain")));
    starts();
    for (FileWork each : FileWork.values()) {
      measure(each);
    }
  }

  private void mount(Path work, String name, String folder, String... options)
      throws IOException, InterruptedException {
    Path source = folder(work, folder + "-source");
    folders.put(
        name, MountedFolder.faultline(work, source, folder(work, folder), List.of(options)));
  }

  private void end(Path work) {
    try {
      for (MountedFolder each : folders.values()) {
        each.close();
      }
      FileWork.delete(work);
    } catch (IOException | InterruptedException e) {
      System.err.println(work + " is left: " + e);
    }
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

  private void starts() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    new ProcessBuilder(MountedFolder.java(), "-version")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    System.out.printf(
        Locale.ROOT, "%-44s %,14.0f ms, a JVM alone%n", "java -version", millis(begin));
    folders.forEach((name, each) -> {
      if (each.startNanos() > 0) {
        System.out.printf(
            Locale.ROOT,
            "%-44s %,14.0f ms, start to first file  (%,.0f ms of processor time so far)%n",
            name,
            each.startNanos() / 1e6,
            each.processorNanos() / 1e6);
      }
    });
  }

  private static double millis(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  /** What a client got a second, and how often a second of the mount's processor time does it. */
  private record Sample(double rate, double perProcessorSecond) {}

  private void measure(FileWork work) throws IOException {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
      for (Map.Entry<String, MountedFolder> each : folders.entrySet()) {
        MountedFolder folder = each.getValue();
        long before = folder.processorNanos();
        double rate = work.run(folder.folder());
        long processor = Math.max(1, folder.processorNanos() - before);
        if (round >= WARM_UPS) {
          samples
              .computeIfAbsent(each.getKey(), any -> new ArrayList<>())
              .add(new Sample(rate, 1e9 / processor));
        }
      }
    }
    List<Sample> first = samples.values().iterator().next();
    double rate = median(first, Sample::rate);
    double processor = median(first, Sample::perProcessorSecond);
    samples.forEach((name, all) -> {
      String text =
          "%-44s %,14.0f %s  (%,.0f to %,.0f)  x%.2f"
              .formatted(
                  name,
                  median(all, Sample::rate),
                  work.unit(),
                  all.stream().mapToDouble(Sample::rate).min().orElseThrow(),
                  all.stream().mapToDouble(Sample::rate).max().orElseThrow(),
                  median(all, Sample::rate) / rate);
      double ratio = median(all, Sample::perProcessorSecond) / processor;
      boolean served = folders.get(name) instanceof MountedFolder at && at.startNanos() > 0;
      System.out.println(text + (served ? "  by processor time x%.2f".formatted(ratio) : ""));
    });
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
    double[] sorted = samples.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
