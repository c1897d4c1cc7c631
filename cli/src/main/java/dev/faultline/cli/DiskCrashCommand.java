package dev.faultline.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has what is mounted crash. */
@Command(
    name = "crash",
    description = {
      "Has the machine crash as far as the files below MOUNTPOINT know: they are changed to a state"
          + " that the file system allows, and the mount goes on from there.",
      "It prints what was lost. Without --seed everything is lost that may be."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline disk crash /mnt/shop --kill",
      "  ./faultline disk crash /mnt/shop --profile ext4-ordered --seed 7"
    })
final class DiskCrashCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "The file system; one of those that the mount records for (default: the first).")
  private @Nullable String profile;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Seed.class,
      description = "Lose a part by chance, drawn from this.")
  private @Nullable Long seed;

  @Option(
      names = "--lose",
      paramLabel = "WHAT",
      description = "all or nothing, of what may be lost (default: all).")
  private @Nullable String lose;

  @Option(
      names = "--kill",
      description =
          "Kill all processes that use files there before, as the crash of a machine does.")
  private boolean kill;

  DiskCrashCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, String> query = new TreeMap<>();
    if (profile != null) {
      query.put("profile", profile);
    }
    if (seed != null) {
      query.put("seed", seed.toString());
    }
    if (lose != null) {
      query.put("lose", lose);
    }
    query.put("kill", Boolean.toString(kill));
    return mount.ask(terminal, "POST", "/crash", query, "");
  }
}
