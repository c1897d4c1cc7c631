package dev.faultline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists rules for faults. */
@Command(
    name = "list",
    description = "Lists the rules for faults that are in force, and how often each struck.",
    footer = {"", "Example:", "  ./faultline disk fault list /mnt/shop"})
final class DiskFaultListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  DiskFaultListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return mount.ask(terminal, "GET", "/faults", Map.of(), "");
  }
}
