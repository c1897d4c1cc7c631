package dev.faultline.chaos.plan;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts commands in sessions of their own, by setsid(1): the orphans of one can be found by its
 * number, and the terminal's Ctrl-C, which ends the run, does not reach what the run has to end in
 * order.
 */
final class Sessions {
  private static final Optional<String> SETSID = find("setsid", Path.of("").toAbsolutePath());

  private Sessions() {}

  /**
   * The command that runs {@code command} as the first of a session; the same command if this
   * machine has no setsid.
   *
   * @param folder where it will run
   * @throws IOException if there is no such program: setsid would report that too late
   */
  static List<String> ofItsOwn(List<String> command, Path folder) throws IOException {
    if (SETSID.isEmpty()) {
      return command;
    }
    if (find(command.getFirst(), folder).isEmpty()) {
      throw new IOException("there is no program '" + command.getFirst() + "'");
    }
    List<String> words = new ArrayList<>();
    words.add(SETSID.get());
    words.addAll(command);
    return words;
  }

  private static Optional<String> find(String program, Path folder) {
    if (program.indexOf('/') >= 0) {
      return isProgram(folder.resolve(program)) ? Optional.of(program) : Optional.empty();
    }
    String path = System.getenv("PATH");
    for (String one : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator)) {
      Path file = folder.resolve(one).resolve(program);
      if (isProgram(file)) {
        return Optional.of(file.toString());
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
