package dev.faultline.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

  /**
   * With the subcommand of a name, or with all if it is the name of none. To learn what the options
   * of all are takes longer than to mount.
   */
  static CommandLine withSubcommands(Terminal terminal, String meant) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("mount", () -> new DiskMountCommand(terminal));
    all.put("unmount", () -> new DiskUnmountCommand(terminal));
    all.put("fault", () -> DiskFaultCommand.withSubcommands(terminal));
    all.put("convert", () -> new DiskConvertCommand(terminal));
    all.put("crash", () -> new DiskCrashCommand(terminal));
    all.put("unsynced", () -> new DiskUnsyncedCommand(terminal));
    all.put("checkpoint", () -> new DiskCheckpointCommand(terminal));
    CommandLine disk = alone();
    if (all.containsKey(meant)) {
      all.keySet().retainAll(Set.of(meant));
    }
    all.forEach((name, command) -> disk.addSubcommand(name, command.get()));
    return disk;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
