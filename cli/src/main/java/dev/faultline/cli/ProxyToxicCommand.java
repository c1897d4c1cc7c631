package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adds, changes and removes toxics. */
@Command(
    name = "toxic",
    aliases = "t",
    description = {
      "Adds, changes and removes toxics.",
      "'proxy toxic types' lists all types with their attributes."
    })
final class ProxyToxicCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ProxyToxicCommand() {}

  static CommandLine withSubcommands(Terminal terminal) {
    return new CommandLine(new ProxyToxicCommand())
        .addSubcommand(new ProxyToxicAddCommand(terminal))
        .addSubcommand(new ProxyToxicUpdateCommand(terminal))
        .addSubcommand(new ProxyToxicRemoveCommand(terminal))
        .addSubcommand(new ProxyToxicTypesCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected a command: add, update, remove, types");
  }
}
