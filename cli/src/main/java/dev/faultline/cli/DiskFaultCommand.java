package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rules for faults of a mount that serves. */
@Command(
    name = "fault",
    description = "Adds rules for faults to what is mounted, lists them and takes them away.",
    footer = {
      "",
      "Examples:",
      "  ./faultline disk fault add /mnt/shop 'fail write errno=ENOSPC path=/wal/*'",
      "  ./faultline disk fault list /mnt/shop",
      "  ./faultline disk fault clear /mnt/shop"
    })
final class DiskFaultCommand implements Runnable {
  @Spec private CommandSpec spec;

  private DiskFaultCommand() {}

  static CommandLine withSubcommands(Terminal terminal) {
    return new CommandLine(new DiskFaultCommand())
        .addSubcommand(new DiskFaultAddCommand(terminal))
        .addSubcommand(new DiskFaultListCommand(terminal))
        .addSubcommand(new DiskFaultClearCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
