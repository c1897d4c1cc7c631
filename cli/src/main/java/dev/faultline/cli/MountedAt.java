package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.mount.MountControl;
import dev.faultline.mount.MountException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** Which mount a command asks. */
final class MountedAt {
  @Parameters(index = "0", paramLabel = "MOUNTPOINT", description = "Where it is mounted.")
  private Path point = Path.of("");

  /** Asks its process, and prints the answer. */
  int ask(Terminal terminal, String verb, String path, Map<String, String> query, String body) {
    try {
      MountControl.at(point).ask(verb, path, query, body).forEach(terminal.out()::println);
      terminal.out().flush();
      return ExitCode.NO_VIOLATION.number();
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
