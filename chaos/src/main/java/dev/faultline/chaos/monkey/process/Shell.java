package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of the shell that answer with their exit code. */
public final class Shell {
  private Shell() {}

  /**
   * The result of a command.
   *
   * @param said its output, on one line
   */
  public record Result(int exitCode, String said) {}

  /**
   * Runs a command to its end.
   *
   * @param folder where it runs
   * @param variables beyond those of this process
   * @throws IOException where it cannot be run, or takes longer than {@code patience}
   */
  public static Result run(
      String command, Path folder, Map<String, String> variables, Duration patience)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("faultline-monkey", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      try {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new IOException("no answer within " + patience.toSeconds() + " s");
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
      return new Result(process.exitValue(), said.replaceAll("\\s*\\R\\s*", " "));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
