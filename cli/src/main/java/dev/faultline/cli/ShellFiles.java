package dev.faultline.cli;

import dev.faultline.explore.campaign.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes what a system keeps of a command line beside it: manual pages, and completion for bash.
 * The build runs it; the folders are those below {@code share} of a Unix system.
 */
final class ShellFiles {
  private final Path share;

  private ShellFiles(Path share) {
    this.share = share;
  }

  /** One argument: the folder that becomes {@code share}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          args.length + " arguments, expected one: the folder to write to");
    }
    write(Path.of(args[0]));
  }

  static void write(Path share) throws IOException {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Terminal terminal =
        new Terminal(nowhere, nowhere, false, false, Map.of(), Terminal.DEFAULT_COMMAND);
    new ShellFiles(share).write(Main.allCommands(terminal));
  }

  private void write(CommandLine root) throws IOException {
    String name = root.getCommandName();
    Path completions = Files.createDirectories(share.resolve("bash-completion/completions"));
    Files.writeString(completions.resolve(name), AutoComplete.bash(name, root));
    pages(root, Files.createDirectories(share.resolve("man/man1")));
  }

  private void pages(CommandLine command, Path folder) throws IOException {
    Files.writeString(
        folder.resolve(ManPage.name(command.getCommandSpec()) + ".1"),
        ManPage.of(command.getCommandSpec(), "faultline " + Version.text()));
    for (CommandLine each : command.getSubcommands().values()) {
      pages(each, folder);
    }
  }
}
