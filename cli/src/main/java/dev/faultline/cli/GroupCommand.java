package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups that go on while some of their members fail. */
@Command(
    name = "group",
    description = "Runs a group of processes that keep a register together, and kills them.",
    footer = {"", "Examples:", "  ./faultline group demo", "  ./faultline group demo --kills 20"})
final class GroupCommand implements Runnable {
  @Spec private CommandSpec spec;

  private GroupCommand() {}

  /** Without subcommands: where its own name and description are all that is asked for. */
  static CommandLine alone() {
    return new CommandLine(new GroupCommand());
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return alone()
        .addSubcommand(new GroupDemoCommand(terminal))
        .addSubcommand(new GroupMemberCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: demo");
  }
}
