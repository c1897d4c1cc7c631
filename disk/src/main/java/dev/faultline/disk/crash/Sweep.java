package dev.faultline.disk.crash;

import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FileCall;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call of a program fail in turn, once alone and once with all later calls, and shortens
 * each read and write. It checks the files that the program leaves, and the states of crashes after
 * the failure (SQLite tests errors this way). A failed sync has the aftermath of the profile's file
 * system. It stops at the first finding. Use an instance once, in one thread.
 */
public final class Sweep {
  private static final long MORE_CALLS = 10_000;
  private static final Set<FileCall> MOVES_BYTES = EnumSet.of(FileCall.READ, FileCall.WRITE);

  private final CrashProgram program;
  private final CrashChecker checker;
  private final SweepOptions options;
  private final Checks checks;
  private final RunProgress progress;
  private final Image prepared;
  private int runs;
  private int thrown;
  private int cutShort;
  private int mostPoints;
  private long checked;
  private final Set<String> unseen = new LinkedHashSet<>();

  private Sweep(
      CrashProgram program,
      CrashChecker checker,
      SweepOptions options,
      Checks checks,
      RunProgress progress) {
    this.program = program;
    this.checker = checker;
    this.options = options;
    this.checks = checks;
    this.progress = progress;
    this.prepared = Recording.prepare(program, checks);
  }

  /**
   * Runs a program once for each failure.
   *
   * @throws CrashUsageException if the program fails without any failure of a call, changes
   *     nothing, or leaves then what the checker refuses
   */
  public static SweepReport run(CrashProgram program, CrashChecker checker, SweepOptions options) {
    return run(program, checker, options, new RunProgress());
  }

  /**
   * The same.
   *
   * @param progress is kept up to date for other threads
   */
  public static SweepReport run(
      CrashProgram program, CrashChecker checker, SweepOptions options, RunProgress progress) {
    try (Checks checks = new Checks(options.crash().checkLimit())) {
      return new Sweep(program, checker, options, checks, progress).run();
    }
  }

  private SweepReport run() {
    if (options.crash().from() != null || options.crash().to() != null) {
      throw new CrashUsageException(
          "a sweep covers the whole run and checks what is left after each failure: leave out the"
              + " labels that limit crash points",
          null);
    }
    FaultyRun control = control();
    int swept = 0;
    for (FileCall call : control.calls()) {
      swept += options.calls().contains(call) ? 1 : 0;
    }
    if (swept == 0) {
      throw new CrashUsageException(
          "the program makes none of the calls that should fail; it makes "
              + control.calls().stream()
                  .distinct()
                  .sorted()
                  .map(FileCall::text)
                  .collect(Collectors.joining(", ")),
          null);
    }
    for (SweepOptions.Mode mode : options.modes()) {
      for (int n = 0; n < control.calls().size(); n++) {
        if (options.calls().contains(control.calls().get(n))) {
          SweepFinding finding = sweep(control, n, mode);
          if (finding != null) {
            return report(swept, finding);
          }
        }
      }
    }
    return report(swept, null);
  }

  private SweepReport report(int swept, @Nullable SweepFinding finding) {
    return new SweepReport(
        swept, runs, thrown, checked, cutShort, mostPoints, List.copyOf(unseen), finding);
  }

  private FaultyRun faulty(List<FaultRule> rules, long mostCalls) {
    Aftermath aftermath = Aftermath.of(options.crash().profile());
    FaultyRun run =
        FaultyRun.of(
            program,
            prepared,
            rules,
            options.crash().seed(),
            aftermath,
            mostCalls,
            checks,
            progress);
    // The ways out of an error may lead elsewhere than the run without one.
    unseen.addAll(run.recording().unseen());
    return run;
  }

  /** A run without failures: it tells which calls there are, and has to be good. */
  private FaultyRun control() {
    FaultyRun control = faulty(List.of(), Long.MAX_VALUE);
    if (control.ended() != null || control.endless() != null) {
      throw new CrashUsageException(
          "the program fails without any failure of a call: "
              + (control.ended() == null ? control.endless() : control.ended()),
          control.ended());
    }
    if (control.recording().history().stream().noneMatch(MicroOp.class::isInstance)) {
      throw new CrashUsageException(
          "nothing was recorded: the program changed no file below the directory that it got",
          null);
    }
    Finding refused = explored(control, Profile.PROCESS_KILL, 1, null).finding();
    if (refused != null) {
      throw new CrashUsageException(
          "the check refuses what the program leaves without any failure of a call: "
              + FindingText.of(refused).get(1).strip(),
          null);
    }
    return control;
  }

  private @Nullable SweepFinding sweep(FaultyRun control, int n, SweepOptions.Mode mode) {
    if (mode == SweepOptions.Mode.SHORT && !MOVES_BYTES.contains(control.calls().get(n))) {
      return null;
    }
    List<FaultRule> rules = rules(control.calls(), n, mode);
    progress.begins(SweepText.failing(n + 1, control.calls().size(), mode), runs, checked);
    FaultyRun run = faulty(rules, 10L * control.calls().size() + MORE_CALLS);
    FailedCall failed = run.first();
    if (failed == null
        && mode == SweepOptions.Mode.SHORT
        && run.calls().equals(control.calls())
        && run.ended() == null) {
      // There was one byte to move, or none.
      return null;
    }
    FailedCall struck = requireSameCalls(control, n, run);
    runs++;
    thrown += run.ended() == null ? 0 : 1;
    Finding finding = null;
    if (run.endless() == null) {
      finding = explored(run);
    }
    return finding == null && run.endless() == null
        ? null
        : new SweepFinding(
            options.crash().profile(),
            mode,
            struck,
            control.calls().size(),
            run.ended(),
            run.endless(),
            finding);
  }

  /** Up to the failure a run has to make the calls of the run without one. */
  private static FailedCall requireSameCalls(FaultyRun control, int n, FaultyRun run) {
    int common = 0;
    while (common <= n
        && common < run.made().size()
        && run.made().get(common).equals(control.made().get(common))) {
      common++;
    }
    FailedCall failed = run.first();
    if (failed != null && failed.number() == n + 1 && common == n + 1) {
      return failed;
    }
    int differs = Math.min(common, n);
    throw new CrashUsageException(
        "the program makes different calls in different runs: call "
            + (differs + 1)
            + " was "
            + control.made().get(differs)
            + ", and "
            + (common < run.made().size() && common <= n
                ? "was " + run.made().get(common) + " the next time"
                : "was not made again")
            + ". It has to make the same calls each time, on one thread",
        null);
  }

  /** What is wrong with what a run left, from the failure on. */
  private @Nullable Finding explored(FaultyRun run) {
    int states = options.crash().states();
    boolean cut = false;
    for (Profile profile : profiles()) {
      CrashReport report = explored(run, profile, states, FaultyRun.STRUCK);
      if (report.finding() != null) {
        return report.finding();
      }
      cut |= report.cutShort() != null || report.reached() < report.points();
      mostPoints = Math.max(mostPoints, report.reached() < report.points() ? report.points() : 0);
    }
    cutShort += cut ? 1 : 0;
    return null;
  }

  /** First what the program leaves without any crash of the machine. */
  private List<Profile> profiles() {
    Profile asked = options.crash().profile();
    return asked == Profile.PROCESS_KILL ? List.of(asked) : List.of(Profile.PROCESS_KILL, asked);
  }

  private CrashReport explored(FaultyRun run, Profile profile, int states, @Nullable String from) {
    CrashReport report =
        Exploration.run(
            run.recording(),
            checker,
            options.crash().withProfile(profile).withStates(states).between(from, null));
    checked += report.checked() + report.duringRecovery();
    progress.checked(checked);
    return report;
  }

  /** Syncs fail with what that leaves; all other calls do nothing. */
  private List<FaultRule> rules(List<FileCall> calls, int n, SweepOptions.Mode mode) {
    if (mode == SweepOptions.Mode.SHORT) {
      long before = calls.subList(0, n).stream().filter(MOVES_BYTES::contains).count();
      return FaultRules.parse("short read,write bytes=1 nth=" + (before + 1));
    }
    boolean onward = mode == SweepOptions.Mode.ONWARD;
    Set<FileCall> plain = EnumSet.copyOf(options.calls());
    plain.removeIf(call -> call.isSync() || call == FileCall.WRITEBACK);
    Set<FileCall> syncs = EnumSet.copyOf(options.calls());
    syncs.removeIf(call -> !call.isSync());
    StringBuilder rules = new StringBuilder();
    boolean failsSync = syncs.contains(calls.get(n));
    if (!plain.isEmpty() && (onward || !failsSync)) {
      rules.append("fail ").append(names(plain)).append(when(calls, n, plain, onward));
    }
    if (!syncs.isEmpty() && (onward || failsSync)) {
      rules.append("sync-failure ").append(names(syncs)).append(when(calls, n, syncs, onward));
    }
    return FaultRules.parse(rules.toString());
  }

  private String when(List<FileCall> calls, int n, Set<FileCall> counted, boolean onward) {
    long before = calls.subList(0, n).stream().filter(counted::contains).count();
    return " errno=" + options.errno() + " nth=" + (before + 1) + (onward ? ".." : "") + "\n";
  }

  private static String names(Set<FileCall> calls) {
    return calls.stream().map(FileCall::text).collect(Collectors.joining(","));
  }
}
