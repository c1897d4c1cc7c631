package dev.faultline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what a crash may take. */
@Command(
    name = "unsynced",
    description = "Lists the calls on files below MOUNTPOINT that a crash now may take, in order.",
    footer = {"", "Example:", "  ./faultline disk unsynced /mnt/shop"})
final class DiskUnsyncedCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "The file system; one of those that the mount records for (default: the first).")
  private @Nullable String profile;

  DiskUnsyncedCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, String> query = profile == null ? Map.of() : Map.of("profile", profile);
    return mount.ask(terminal, "GET", "/unsynced", query, "");
  }
}
