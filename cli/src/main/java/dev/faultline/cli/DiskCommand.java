package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A file system between real processes and their files. */
@Command(
    name = "disk",
    description = "Puts a file system between real processes and their files.",
    footer = {
      "",
      "Examples:",
      "  ./faultline disk mount /var/lib/shop /mnt/shop",
      "  ./faultline disk crash /mnt/shop --kill",
      "  ./faultline disk unmount /mnt/shop"
    })
final class DiskCommand implements Runnable {
  @Spec private CommandSpec spec;

  private DiskCommand() {}

  /** Without subcommands: where its own name and description are all that is asked for. */
  static CommandLine alone() {
    return new CommandLine(new DiskCommand());
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return alone()
        .addSubcommand(new DiskMountCommand(terminal))
        .addSubcommand(new DiskUnmountCommand(terminal))
        .addSubcommand(DiskFaultCommand.withSubcommands(terminal))
        .addSubcommand(new DiskConvertCommand(terminal))
        .addSubcommand(new DiskCrashCommand(terminal))
        .addSubcommand(new DiskUnsyncedCommand(terminal))
        .addSubcommand(new DiskCheckpointCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
