package dev.faultline.cli;

import java.nio.file.Path;

/** How commands that run in other folders call this command line. */
final class OwnCommand {
  private OwnCommand() {}

  static String of(Terminal terminal) {
    String command = terminal.command();
    return command.startsWith("./")
        ? Path.of(command).toAbsolutePath().normalize().toString()
        : command;
  }
}
