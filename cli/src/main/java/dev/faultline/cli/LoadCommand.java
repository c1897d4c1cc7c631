package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Drives a system, and records what its clients saw. */
@Command(
    name = "load",
    description =
        "Drives a system until it is told to end, and records what clients saw, for 'check'.")
final class LoadCommand implements Runnable {
  @Spec private CommandSpec spec;

  private LoadCommand() {}

  /** Without subcommands: where its own name and description are all that is asked for. */
  static CommandLine alone() {
    return new CommandLine(new LoadCommand());
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return alone()
        .addSubcommand(new LoadBankCommand(terminal))
        .addSubcommand(new LoadRedisCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: bank or redis");
  }
}
