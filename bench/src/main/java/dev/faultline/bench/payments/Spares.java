package dev.faultline.bench.payments;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of one kind that wait to take the place of one that was killed. */
final class Spares implements AutoCloseable {
  private static final int WAITING = 2;
  private static final long TRAINING_SECONDS = 120;

  private final Path folder;
  private final Class<?> main;
  private final int port;
  private final Deque<Process> waiting = new ArrayDeque<>();

  /** Starts the first ones, with classes from the folder's archive if {@link #train} made one. */
  Spares(Path folder, Class<?> main, int port) throws IOException {
    this.folder = folder;
    this.main = main;
    this.port = port;
    while (waiting.size() < WAITING) {
      waiting.add(spare());
    }
  }

  /** Writes an archive of loaded classes, from which processes start in a fraction of the time. */
  static void train(Path folder, Class<?> main) throws IOException, InterruptedException {
    List<String> command = command(List.of("-XX:ArchiveClassesAtExit=" + archive(folder, main)));
    command.add(main.getName());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder, main)))
            .start();
    if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private static Path archive(Path folder, Class<?> main) {
    return folder.resolve(main.getSimpleName() + ".jsa");
  }

  static File log(Path folder, Class<?> main) {
    return folder.resolve(main.getSimpleName() + ".out").toFile();
  }

  private static List<String> command(List<String> archiving) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(archiving);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Spare.class.getName()));
    return command;
  }

  private Process spare() throws IOException {
    Path archive = archive(folder, main);
    List<String> command =
        command(Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
    command.addAll(List.of(main.getName(), folder.toString(), Integer.toString(port)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder, main)))
        .start();
  }

  /** Lets the one that has waited longest begin. */
  Process next() throws IOException {
    waiting.add(spare());
    Process process = waiting.remove();
    if (!process.isAlive()) {
      throw new AssertionError(
          "a spare " + main.getSimpleName() + " ended by itself; see " + log(folder, main));
    }
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return process;
  }

  @Override
  public void close() {
    waiting.forEach(Process::destroyForcibly);
  }
}
