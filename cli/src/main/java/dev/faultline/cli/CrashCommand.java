package dev.faultline.cli;

import dev.faultline.agent.AgentMissingException;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.CrashProgress;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.CrashUsageException;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.Finding;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.crash.Verdict;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks what a crash of the machine may leave of a program's files. */
@Command(
    name = "crash",
    description =
        "Runs a program once over a recording file system, and checks what crashes of the machine"
            + " may leave of its files.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the program survives all crashes that were tried; 'so far' where --states or"
          + " --sweep-states were too few for the simple ones",
      "1:a crash was found that it does not survive, or a check that does not end",
      "2:wrong usage, or nothing was recorded",
      "130:Ctrl-C came; stderr says how far it was"
    },
    footer = {
      "",
      "The program implements dev.faultline.disk.crash.CrashProgram; docs/disk.md says how. An"
          + " ordinary main gets the directory as its argument, and what it prints is what it"
          + " acknowledges, line by line.",
      "",
      "Examples:",
      "  ./faultline crash dev.faultline.examples.wal.Wal",
      "  ./faultline crash dev.faultline.examples.wal.Wal.NoDirectorySync --profile btrfs",
      "  ./faultline crash dev.faultline.examples.wal.Wal.RetriesFailedSync --sweep",
      "  ./faultline crash com.example.Main --classpath target/classes --check-command ./check.sh",
      "  ./faultline crash --mount 'sqlite3 db < load.sql' --check-command ./check.sh"
    })
final class CrashCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROGRAM",
      description = "A class that is a CrashProgram, or has a main(String[]).")
  private String program = "";

  @Mixin private MountedProgram mounted = new MountedProgram();

  @Mixin private ClassPath classPath = new ClassPath();

  @Option(
      names = "--check",
      paramLabel = "CLASS",
      description =
          "A class that is a CrashChecker, or whose main gets the directory and the"
              + " acknowledgements and fails where the state is bad (default: PROGRAM itself).")
  private @Nullable String check;

  @Option(
      names = "--check-command",
      paramLabel = "COMMAND",
      description =
          "A command instead, which gets the directory and a file with a line for each"
              + " acknowledgement; it fails where the state is bad. Crashes during recovery are not"
              + " tried.")
  private @Nullable String checkCommand;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description =
          "File systems, one after the other: process-kill, all-unsynced-lost, ext4-data-journal,"
              + " xfs, ext4-ordered, ext4-writeback, btrfs, posix-minimal, lying-disk;"
              + " default: ext4-ordered, xfs and btrfs.")
  private List<String> profiles = List.of("ext4-ordered", "xfs", "btrfs");

  @Option(
      names = "--atomic",
      paramLabel = "BYTES",
      description = "What the device writes whole: 1, 512, 4096 or 16384 (default: 512).")
  private int atomic = 512;

  @Option(
      names = "--unsafe-overwrite",
      description = "A write that is cut short may damage the 4,096 bytes around it.")
  private boolean unsafeOverwrite;

  @Option(names = "--sequential", description = "The device writes in the order of the calls.")
  private boolean sequential;

  @Option(
      names = "--states",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description =
          "Different states to check for each file system (default: 10000); crashes during"
              + " recovery get a quarter of that on top. A sweep has --sweep-states.")
  private @Nullable Integer states;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Seed.class,
      description = "Seed for random states, when there are too many to try all (default: 1).")
  private long seed = 1;

  @Option(
      names = "--check-limit",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description =
          "How long a check may take (default: 10s); and with faults and --sweep the program's"
              + " prepare and each of its runs.")
  private Duration checkLimit = Duration.ofSeconds(10);

  @Option(
      names = "--run-limit",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description =
          "How long the program may take while it is recorded (default: 5m); with faults and"
              + " --sweep it has --check-limit.")
  private Duration runLimit = Duration.ofMinutes(5);

  @Option(
      names = "--from",
      paramLabel = "LABEL",
      description =
          "Crash only after this label of the program's (Crash.label), or the creation of this"
              + " file.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "LABEL",
      description = "Crash only before this label, or the creation of this file.")
  private @Nullable String to;

  @Option(
      names = "--control",
      description =
          "With --mount: the command runs twice more and without any fault or crash, in a plain"
              + " folder and in a mounted one, and what it leaves is checked. Nothing is explored"
              + " where that fails; else it is said with what is found.")
  private boolean control;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write what the crash left to this folder, which must be empty or absent.")
  private @Nullable Path out;

  @Mixin private FaultOptions faults = new FaultOptions();

  /** What the control runs came to. */
  private List<String> controls = List.of();

  CrashCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<CrashOptions> plans = plans();
    faults.requireSound();
    if (faults.isSweep()) {
      refuseForSweep("--states", states, "give --sweep-states for each failure");
      refuseForSweep("--from", from, "a sweep goes through the whole run");
      refuseForSweep("--to", to, "a sweep goes through the whole run");
    }
    if (out != null) {
      StateFolder.requireEmpty(out);
    }
    if (mounted.isGiven()) {
      return exploreMounted(plans).number();
    }
    if (control) {
      throw new UsageException("--control is for --mount; leave it out, or give --mount");
    }
    if (program.isEmpty()) {
      throw new UsageException("expected PROGRAM, a class, or --mount with a command");
    }
    // From the first class on: its initialiser and constructor are the user's code, too.
    try (ExitWatch watch = ExitWatch.of(terminal, "the program or its check")) {
      ClassLoader loader = classPath.exitingLoader();
      CrashProgram subject = subject(Loaded.find(loader, program));
      CrashChecker checker = checker(loader, subject);
      try {
        return found(subject, checker, plans).number();
      } finally {
        if (checker instanceof CommandChecker ofCommand) {
          ofCommand.close();
        }
      }
    } catch (CrashUsageException | AgentMissingException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void refuseForSweep(String option, @Nullable Object value, String instead) {
    if (value != null) {
      throw new UsageException(option + " " + value + " is not for --sweep: " + instead);
    }
  }

  private ExitCode exploreMounted(List<CrashOptions> plans) {
    String with = check != null ? "--check" : faults.hasRules() || faults.isSweep() ? "faults" : "";
    if (!program.isEmpty() || !with.isEmpty()) {
      throw new UsageException(
          "--mount stands for PROGRAM, and goes without --check, faults and --sweep; leave out "
              + (program.isEmpty() ? with : program));
    }
    if (checkCommand == null) {
      throw new UsageException("--mount needs --check-command, which says what is a bad state");
    }
    try (CommandChecker checker = new CommandChecker(checkCommand, checkLimit)) {
      if (control) {
        controls = new ControlRuns(mounted, checker, checkLimit).run();
      }
      ExitCode code = explore(RunsTold.record(mounted, terminal), checker, plans);
      if (code == ExitCode.NO_VIOLATION) {
        controls.forEach(terminal.out()::println);
      }
      return code;
    } catch (CrashUsageException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private ExitCode found(CrashProgram subject, CrashChecker checker, List<CrashOptions> plans) {
    if (faults.isSweep()) {
      return faults.sweep(subject, checker, plans, out, terminal);
    }
    if (!faults.hasRules()) {
      return explore(RunsTold.record(subject, runLimit, terminal), checker, plans);
    }
    for (CrashOptions plan : plans) {
      // What a failed sync leaves is the file system's matter, so each has a recording of its own.
      Recording recording = faults.record(subject, plan, terminal);
      ExitCode code = explore(recording, checker, List.of(plan));
      if (code != ExitCode.NO_VIOLATION) {
        return code;
      }
    }
    return ExitCode.NO_VIOLATION;
  }

  private ExitCode explore(Recording recording, CrashChecker checker, List<CrashOptions> plans) {
    for (CrashOptions plan : plans) {
      CrashReport report = explore(recording, checker, plan);
      Finding finding = report.finding();
      if (finding != null) {
        if (finding.verdict() instanceof Verdict.Bad(UsageException mistake)) {
          throw mistake;
        }
        tell(report, finding);
        return ExitCode.VIOLATION;
      }
      String left = report.leftOut();
      terminal
          .out()
          .println(
              plan.profile().name()
                  + (left.isEmpty()
                      ? (report.unseen().isEmpty()
                          ? ": survives; "
                          : ": survives, as far as was seen; ")
                      : ": no crash found so far; ")
                  + summary(report)
                  + (left.isEmpty() ? "" : "; " + left + ". Raise --states"));
      report.partial().forEach(line -> terminal.out().println("  " + line));
      terminal.out().flush();
    }
    return ExitCode.NO_VIOLATION;
  }

  private CrashReport explore(Recording recording, CrashChecker checker, CrashOptions plan) {
    CrashProgress progress = new CrashProgress();
    String name = plan.profile().name();
    LongFunction<String> text = nanos -> progressText(name, progress.seen(), nanos);
    try (HowFar told = HowFar.of(text, terminal);
        ProgressDisplay display = ProgressDisplay.start(text, terminal)) {
      return Exploration.run(recording, checker, plan, progress);
    }
  }

  static String progressText(String profile, CrashProgress.Seen seen, long elapsedNanos) {
    return "%s: %,d states, at most %,d; %s; %d s"
        .formatted(
            profile, seen.checked(), seen.most(), seen.stage(), elapsedNanos / 1_000_000_000);
  }

  private List<CrashOptions> plans() {
    List<CrashOptions> plans = new ArrayList<>();
    try {
      Device device = new Device(atomic, !unsafeOverwrite, sequential);
      for (String name : profiles) {
        plans.add(
            CrashOptions.DEFAULT
                .withProfile(Profile.named(name))
                .withDevice(device)
                .withStates(states == null ? CrashOptions.DEFAULT.states() : states)
                .withSeed(seed)
                .withCheckLimit(checkLimit)
                .between(from, to));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return plans;
  }

  /** A CrashProgram, or an ordinary program with a main method. */
  private CrashProgram subject(Class<?> found) {
    if (CrashProgram.class.isAssignableFrom(found)) {
      return Loaded.of(found, program, CrashProgram.class);
    }
    MainMethod main = MainMethod.of(found);
    if (main == null) {
      throw new UsageException(
          program + " is no " + CrashProgram.class.getName() + " and has no main(String[])");
    }
    return new MainProgram(main);
  }

  private CrashChecker checker(ClassLoader loader, CrashProgram subject) {
    if (check != null && checkCommand != null) {
      throw new UsageException("--check and --check-command are two checkers; give one");
    }
    if (checkCommand != null) {
      return new CommandChecker(checkCommand, checkLimit);
    }
    if (check != null) {
      Class<?> found = Loaded.find(loader, check);
      MainMethod main = MainMethod.of(found);
      return main == null || CrashChecker.class.isAssignableFrom(found)
          ? Loaded.of(found, check, CrashChecker.class)
          : new MainChecker(main);
    }
    if (subject instanceof CrashChecker own) {
      return own;
    }
    throw new UsageException(
        program + " is no CrashChecker; give one with --check or --check-command");
  }

  private void tell(CrashReport report, Finding finding) {
    FindingText.of(finding).forEach(terminal.out()::println);
    report.partial().forEach(line -> terminal.out().println("  " + line));
    terminal.out().println("  after " + summary(report));
    controls.forEach(line -> terminal.out().println("  " + line));
    if (out != null) {
      StateFolder.keep(finding.image(), out, "what the crash left", terminal);
    }
    terminal.out().flush();
  }

  private String summary(CrashReport report) {
    return "%,d calls, %,d crash points, %,d states%s, %,d of crashes during recovery (seed %d)"
        .formatted(
            report.calls(),
            report.points(),
            report.checked(),
            report.exhaustive() ? ", which are all" : "",
            report.duringRecovery(),
            seed);
  }
}
