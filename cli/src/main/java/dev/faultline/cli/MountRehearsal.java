package dev.faultline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Mounts a folder, has another process use it, and gives it the commands that users do, for the
 * JVM. Does nothing where this user cannot mount.
 */
final class MountRehearsal {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  /** What a client does: enough for the code that each call runs through to become hot. */
  private static final String CLIENT =
      """
      set -e
      for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
      do
        mkdir folder$i
        echo text >folder$i/file
        echo more >>folder$i/file
        mv folder$i/file folder$i/moved
        ln folder$i/moved folder$i/linked
        ls -l folder$i
        cat folder$i/moved
        rm -r folder$i
      done
      dd if=/dev/zero of=blocks bs=4k count=500 oflag=dsync
      dd if=/dev/zero of=blocks bs=128k count=100 conv=fsync
      cat blocks
      """;

  private final Path point;

  private MountRehearsal(Path point) {
    this.point = point;
  }

  static void run() throws IOException {
    Path folder = Files.createTempDirectory("faultline-rehearsal");
    try {
      Path source = Files.createDirectory(folder.resolve("source"));
      Files.writeString(source.resolve("there"), "text");
      Path point = Files.createDirectory(folder.resolve("point"));
      new MountRehearsal(point).run(source);
    } finally {
      delete(folder);
    }
  }

  /** Nothing is below the point any more, so this process does not wait for itself. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void run(Path source) throws IOException {
    PipedReader said = new PipedReader(1 << 16);
    PrintWriter out = new PrintWriter(new PipedWriter(said), true);
    Thread mount = Thread.ofPlatform().daemon().start(() -> serve(source, out));
    try (BufferedReader lines = new BufferedReader(said)) {
      // The end of the output instead says that it cannot be mounted here.
      if (lines.readLine() != null) {
        use();
      }
      mount.join(LONGEST_END);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a mount ended");
    }
    if (mount.isAlive()) {
      throw new IllegalStateException("the mount at " + point + " did not end");
    }
  }

  private void serve(Path source, PrintWriter out) {
    List<String> arguments =
        List.of(
            "mount",
            source.toString(),
            point.toString(),
            "--fault",
            "fail write errno=EIO path=/none/*");
    try {
      disk(out, arguments);
    } finally {
      out.close();
    }
  }

  private void use() throws IOException, InterruptedException {
    String at = point.toString();
    try {
      Process client =
          new ProcessBuilder("sh", "-c", CLIENT)
              .directory(point.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (client.waitFor() != 0) {
        throw new IllegalStateException("a client of the mount ended with " + client.exitValue());
      }
      for (List<String> command :
          List.of(
              List.of("fault", "add", at, "delay read time=1ms path=/none/*"),
              List.of("fault", "list", at),
              List.of("fault", "clear", at),
              List.of("unsynced", at),
              List.of("checkpoint", at),
              List.of("crash", at))) {
        asked(command);
      }
    } finally {
      asked(List.of("unmount", at, "--force"));
    }
  }

  private static void asked(List<String> arguments) {
    int code = disk(NOWHERE, arguments);
    if (code != 0) {
      throw new IllegalStateException("rehearsed nothing: " + arguments + " ended with " + code);
    }
  }

  private static int disk(PrintWriter out, List<String> arguments) {
    return Main.run(
        new Terminal(out, NOWHERE, false, false, Map.of(), Terminal.DEFAULT_COMMAND),
        Stream.concat(Stream.of("disk"), arguments.stream()).toArray(String[]::new));
  }
}
