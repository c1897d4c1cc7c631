package dev.faultline.bench.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that clients use, and the process that serves it, where there is one. */
final class MountedFolder implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Path folder;
  private final @Nullable Process process;
  private final long startNanos;

  private MountedFolder(Path folder, @Nullable Process process, long startNanos) {
    this.folder = folder;
    this.process = process;
    this.startNanos = startNanos;
  }

  /** A folder that nobody serves. */
  static MountedFolder plain(Path folder) {
    return new MountedFolder(folder, null, 0);
  }

  /** Starts a process and waits until it has mounted at a point and made one file there. */
  static MountedFolder started(Path point, List<String> command)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String mounted = " " + point + " fuse";
    while (!Files.readString(Path.of("/proc/mounts")).contains(mounted)) {
      if (!process.isAlive()) {
        throw new IOException("did not come up: " + String.join(" ", command));
      }
      Thread.sleep(1);
    }
    Files.delete(Files.write(point.resolve("first"), new byte[1], StandardOpenOption.CREATE_NEW));
    return new MountedFolder(point, process, System.nanoTime() - begin);
  }

  /** Faultline's mount of a folder. */
  static MountedFolder faultline(Path work, Path source, Path point, List<String> options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                // As ./faultline starts it.
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "-XX:PretenureSizeThreshold=65536",
                "-Djava.io.tmpdir=" + work,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.faultline.cli.Main",
                "disk",
                "mount",
                source.toString(),
                point.toString()));
    command.addAll(options);
    return started(point, command);
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  Path folder() {
    return folder;
  }

  /** From the start of the process until a file had been made. */
  long startNanos() {
    return startNanos;
  }

  /** The processor time that the process has taken; 0 where there is none. */
  long processorNanos() {
    if (process == null) {
      return 0;
    }
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.mapToLong(MountedFolder::ofThread).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long ofThread(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
    } catch (IOException e) {
      // It has ended.
      return 0;
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
