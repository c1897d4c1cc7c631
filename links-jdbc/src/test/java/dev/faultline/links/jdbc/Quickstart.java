package dev.faultline.links.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The programs of the page, compiled in a folder, and run as processes of their own there. */
final class Quickstart implements AutoCloseable {
  private static final Path PAGE = Path.of("..", "docs", "quickstart-links.md");
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n// (\\w+\\.java)\n(.*?)```", Pattern.DOTALL);

  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  Quickstart(Path folder) throws IOException {
    this.folder = folder;
    List<String> arguments =
        new ArrayList<>(
            List.of("--release", "25", "-proc:none", "-d", folder.toString(), "-cp", classPath()));
    for (Map.Entry<String, String> program : programs().entrySet()) {
      Path source = folder.resolve(program.getKey());
      Files.writeString(source, program.getValue());
      arguments.add(source.toString());
    }
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).as("the compiler's exit code").isZero();
  }

  /** The programs of the page by the names of their files. */
  static Map<String, String> programs() throws IOException {
    Map<String, String> programs = new TreeMap<>();
    PROGRAM
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(found -> programs.put(found.group(1), found.group(2)));
    return programs;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Starts a program; what it prints goes to a file of its own. */
  Process start(String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                folder + File.pathSeparator + classPath(),
                program));
    command.addAll(List.of(arguments));
    Path output = output(program);
    Files.deleteIfExists(output);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    started.add(process);
    return process;
  }

  /** Kills a process so long after it has opened its node's log; at once if it has ended. */
  void killAtWork(Process process, String node, long millis)
      throws IOException, InterruptedException {
    Path opened = folder.resolve(node).resolve("incarnation");
    Instant start = process.info().startInstant().orElseThrow();
    boolean ended = false;
    while (!ended
        && !(Files.exists(opened)
            && Files.getLastModifiedTime(opened).toInstant().isAfter(start))) {
      ended = process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }

  /** What the last process of a program has printed so far. */
  String printed(String program) throws IOException {
    Path output = output(program);
    return Files.exists(output) ? Files.readString(output) : "";
  }

  private Path output(String program) {
    return folder.resolve(program + ".out");
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }
}
