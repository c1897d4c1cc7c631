package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills, pauses and slows real processes, within limits. */
@Command(
    name = "monkey",
    description = {
      "Kills, pauses and slows real processes of this machine, within limits: only those that opted"
          + " in, in working hours, never too soon after the last one, never the last one of its"
          + " group.",
      "It is leashed by default: it says what it would do. It reads Chaos Monkey's files."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline monkey config --config chaosmonkey.toml",
      "  ./faultline monkey schedule --config chaosmonkey.toml --seed 7",
      "  ./faultline monkey eligible shop local --config chaosmonkey.toml",
      "  ./faultline monkey terminate shop local --config chaosmonkey.toml"
    })
final class MonkeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  private MonkeyCommand() {}

  /** Without subcommands: where its own name and description are all that is asked for. */
  static CommandLine alone() {
    return new CommandLine(new MonkeyCommand());
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return alone()
        .addSubcommand(new MonkeyScheduleCommand(terminal))
        .addSubcommand(new MonkeyTerminateCommand(terminal))
        .addSubcommand(new MonkeyEligibleCommand(terminal))
        .addSubcommand(new MonkeyConfigCommand(terminal))
        .addSubcommand(new MonkeyUndoCommand(terminal))
        .addSubcommand(new MonkeyPodCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
