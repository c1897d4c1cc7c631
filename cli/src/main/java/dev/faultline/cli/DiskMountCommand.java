package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.mount.Mount;
import dev.faultline.mount.MountException;
import dev.faultline.mount.MountOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mounts, and serves until it is interrupted or unmounted. */
@Command(
    name = "mount",
    description = {
      "Mounts SOURCE at MOUNTPOINT, and serves it until it is interrupted, told to end or"
          + " unmounted.",
      "Whatever a process does with files below MOUNTPOINT happens to the files of SOURCE.",
      "Needs Linux, /dev/fuse and root."
    },
    footer = {"", "Example:", "  ./faultline disk mount /var/lib/shop /mnt/shop"})
final class DiskMountCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The folder whose files are used.")
  private Path source = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "MOUNTPOINT",
      description = "An empty folder, not in SOURCE, where they appear.")
  private Path point = Path.of("");

  @Option(
      names = "--cache",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = Converters.Time.class,
      description =
          "How long the kernel may believe names and attributes; 0s has it ask each time. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration cache = Duration.ofSeconds(1);

  DiskMountCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    MountOptions options = new MountOptions(MountOptions.defaults().threads(), cache);
    try (Mount mount =
        Mount.mount(source, point, options, line -> terminal.err().println("faultline: " + line))) {
      try (Interruption interruption = Interruption.of(mount::close)) {
        say("mounted " + source + " at " + mount.point());
        mount.await();
        if (mount.failure() != null) {
          throw new AssertionError("the mount answered a call wrongly", mount.failure());
        }
        if (!interruption.hasHappened()) {
          say(mount.point() + " was unmounted");
        }
      }
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    return ExitCode.NO_VIOLATION.number();
  }

  private void say(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}
