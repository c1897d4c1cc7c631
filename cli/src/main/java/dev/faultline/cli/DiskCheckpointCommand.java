package dev.faultline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes everything durable. */
@Command(
    name = "checkpoint",
    description = "Makes everything below MOUNTPOINT durable, whatever was synced.",
    footer = {"", "Example:", "  ./faultline disk checkpoint /mnt/shop"})
final class DiskCheckpointCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  DiskCheckpointCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return mount.ask(terminal, "POST", "/checkpoint", Map.of(), "");
  }
}
