package dev.faultline.cli;

import dev.faultline.disk.Profile;
import dev.faultline.explore.UsageException;
import dev.faultline.mount.Mount;
import dev.faultline.mount.MountBase;
import dev.faultline.mount.MountException;
import dev.faultline.mount.MountOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mounts, and serves until it is interrupted or unmounted. */
@Command(
    name = "mount",
    description = {
      "Mounts SOURCE at MOUNTPOINT, and serves it until it is interrupted, told to end or"
          + " unmounted.",
      "Whatever a process does with files below MOUNTPOINT happens to a copy of SOURCE, which goes"
          + " with the mount; --overlay keeps it, and --in-place has it happen to SOURCE itself.",
      "Needs Linux, /dev/fuse, and root or fusermount3."
    },
    footer = {"", "Example:", "  ./faultline disk mount /var/lib/shop /mnt/shop"})
final class DiskMountCommand implements Callable<Integer> {
  /** When it is said that files are open, after the process was told to end. */
  private static final Duration WORD_AFTER = Duration.ofSeconds(1);

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
      converter = Converters.TimeOrNone.class,
      description =
          "How long the kernel may believe names and attributes; 0s has it ask each time. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration cache = Duration.ofSeconds(1);

  @Option(
      names = "--fault",
      paramLabel = "RULE",
      description =
          "A fault of the calls on files there, such as 'fail write errno=ENOSPC path=/wal/*"
              + " nth=3'; docs/disk.md has the form. May be given again.")
  private List<String> faults = new ArrayList<>();

  @Mixin private RulesFileOption rulesFile = new RulesFileOption();

  @Mixin private RulesSeedOption drawn = new RulesSeedOption();

  @Option(names = "--in-place", description = "Change SOURCE itself: by calls, faults and crashes.")
  private boolean inPlace;

  @Option(
      names = "--overlay",
      paramLabel = "FOLDER",
      description =
          "An empty or missing folder for the copy, which stays there; else it is temporary.")
  private @Nullable Path overlay;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description =
          "The file systems as which it can crash, the first unless 'disk crash' says another;"
              + " default: ext4-ordered and all-unsynced-lost. docs/disk.md has them all.")
  private List<String> profiles = new ArrayList<>();

  @Option(
      names = "--no-recording",
      description = "Record nothing: it cannot crash then, and what is not synced takes no memory.")
  private boolean recordsNothing;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Where it takes commands, on the loopback interface; 0 for any. Default:"
              + " ${DEFAULT-VALUE}.")
  private int port;

  DiskMountCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * The command of {@code disk mount SOURCE MOUNTPOINT} without options; null where the arguments
   * are others. It is what the command line's library makes of them, which takes as long to learn
   * the options as all the rest of a mount's start.
   */
  static @Nullable DiskMountCommand withoutOptions(Terminal terminal, String... args) {
    if (args.length != 4 || !args[0].equals("disk") || !args[1].equals("mount")) {
      return null;
    }
    // Options, and files of arguments.
    if (Arrays.stream(args).anyMatch(word -> word.startsWith("-") || word.startsWith("@"))) {
      return null;
    }
    try {
      DiskMountCommand command = new DiskMountCommand(terminal);
      command.source = Path.of(args[2]);
      command.point = Path.of(args[3]);
      return command;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    MountOptions options = options();
    // Before it is mounted: whoever ends the process while it mounts must not leave it mounted.
    AtomicReference<@Nullable Mount> mounted = new AtomicReference<>();
    try (Interruption interruption =
        Interruption.patient(() -> close(mounted.get()), WORD_AFTER, stillOpen())) {
      try (Mount mount = mount(options)) {
        mounted.set(mount);
        if (interruption.hasHappened()) {
          mount.close();
        }
        serve(mount, options);
        if (!interruption.hasHappened()) {
          say(mount.point() + " was unmounted");
        }
      }
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    return ExitCode.NO_VIOLATION.number();
  }

  private String stillOpen() {
    return "faultline: files of "
        + point
        + " are still open; they are served until they are closed (kill -9 "
        + ProcessHandle.current().pid()
        + " ends that)";
  }

  private static void close(@Nullable Mount mount) {
    if (mount != null) {
      mount.close();
    }
  }

  private Mount mount(MountOptions options) throws MountException {
    return Mount.mount(
        source, point, options, line -> terminal.err().println("faultline: " + line));
  }

  private void serve(Mount mount, MountOptions options) throws InterruptedException {
    say("mounted " + (inPlace ? "" : "a copy of ") + source + " at " + mount.point());
    mount.await();
    tell(mount, options);
    if (mount.failure() != null) {
      throw new AssertionError("the mount answered a call wrongly", mount.failure());
    }
  }

  private MountOptions options() {
    try {
      return MountOptions.defaults()
          .withCacheTime(cache)
          .withFaults(FaultFiles.read("--fault", faults, rulesFile.file), drawn.seed)
          .withBase(base())
          .withPort(port);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private MountBase base() {
    MountBase base = MountBase.OVERLAY;
    if (overlay != null) {
      base = base.withOverlay(overlay);
    }
    if (inPlace) {
      base = base.changingTheSource();
    }
    if (!profiles.isEmpty()) {
      base = base.withProfiles(profiles.stream().map(Profile::named).toList());
    }
    return recordsNothing ? base.withProfiles(List.of()) : base;
  }

  /** What the rules came to. */
  private void tell(Mount mount, MountOptions options) {
    if (!options.rules().isEmpty() || mount.firings() > 0) {
      say("faults struck %,d times (seed %d)".formatted(mount.firings(), drawn.seed));
      mount.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      if (mount.notHeldUp() > 0) {
        terminal
            .err()
            .println(
                "warning: calls that were not held up, since too many were already: "
                    + mount.notHeldUp());
      }
      terminal.err().flush();
    }
  }

  private void say(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}
