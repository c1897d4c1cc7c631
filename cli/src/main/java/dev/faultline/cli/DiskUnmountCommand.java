package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.mount.Mount;
import dev.faultline.mount.MountException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a mount away, whether its process is there or has been killed. */
@Command(
    name = "unmount",
    description = "Takes a mount away, whether its process is there or has been killed.",
    footer = {"", "Example:", "  ./faultline disk unmount /mnt/shop"})
final class DiskUnmountCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "MOUNTPOINT", description = "Where it is mounted.")
  private Path point = Path.of("");

  @Option(
      names = "--force",
      description =
          "Even if files are open: it goes from the tree now, and away when they are closed.")
  private boolean force;

  DiskUnmountCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      Path unmounted = Mount.unmount(point, force);
      terminal.out().println("unmounted " + unmounted);
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    return ExitCode.NO_VIOLATION.number();
  }
}
