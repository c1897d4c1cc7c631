package dev.faultline.chaos.monkey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of the shell that answer with their exit code. */
final class Shell {
  /** One that answers later has not answered. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Shell() {}

  /**
   * What a command did.
   *
   * @param said its output, in one line
   */
  record Result(int exitCode, String said) {}

  /**
   * Runs a command to its end.
   *
   * @throws IOException where it cannot be run, or takes longer than 30 s
   */
  static Result run(String command, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("faultline-monkey", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new IOException("no answer within " + PATIENCE.toSeconds() + " s");
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
