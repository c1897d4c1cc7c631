package dev.faultline.disk.crash;

import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FileCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets each call of a program fail in turn, once and from then on, cuts each read and write short,
 * and checks what the program leaves: as it is, and after crashes of the machine from the failure
 * on (SQLite tests errors so). A failed sync leaves what the profile's file system leaves. It stops
 * at the first finding. Used once, by one thread.
 */
public final class Sweep {
  private static final long MORE_CALLS = 10_000;
  private static final int STATES_WITHOUT_CRASH = 20;
  private static final Set<FileCall> MOVES_BYTES = EnumSet.of(FileCall.READ, FileCall.WRITE);

  private final CrashProgram program;
  private final CrashChecker checker;
  private final SweepOptions options;
  private final Checks checks;
  private final Image prepared;
  private int runs;
  private int thrown;
  private long checked;

  private Sweep(CrashProgram program, CrashChecker checker, SweepOptions options, Checks checks) {
    this.program = program;
    this.checker = checker;
    this.options = options;
    this.checks = checks;
    this.prepared = Recording.prepare(program);
  }

  /**
   * Runs a program once for each failure.
   *
   * @throws CrashUsageException if the program fails without any failure of a call, changes
   *     nothing, or leaves then what the checker refuses
   */
  public static SweepReport run(CrashProgram program, CrashChecker checker, SweepOptions options) {
    try (Checks checks = new Checks(options.crash().checkLimit())) {
      return new Sweep(program, checker, options, checks).run();
    }
  }

  private SweepReport run() {
    FaultyRun control = control();
    int swept = 0;
    for (FileCall call : control.calls()) {
      swept += options.calls().contains(call) ? 1 : 0;
    }
    if (swept == 0) {
      throw new CrashUsageException(
          "the program makes none of the calls that are to fail; it makes "
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
            return report(control, swept, finding);
          }
        }
      }
    }
    return report(control, swept, null);
  }

  private SweepReport report(FaultyRun control, int swept, @Nullable SweepFinding finding) {
    return new SweepReport(swept, runs, thrown, checked, control.recording().unseen(), finding);
  }

  private FaultyRun faulty(List<FaultRule> rules, long mostCalls) {
    Aftermath aftermath = Aftermath.of(options.crash().profile());
    return FaultyRun.of(
        program, prepared, rules, options.crash().seed(), aftermath, mostCalls, checks);
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
    Finding refused = explored(control, Profile.PROCESS_KILL, 1, false);
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
    FaultyRun run = faulty(rules, 10L * control.calls().size() + MORE_CALLS);
    FailedCall failed = run.first();
    if (failed == null && mode == SweepOptions.Mode.SHORT) {
      // There was one byte to move, or none.
      return null;
    }
    if (failed == null) {
      throw new CrashUsageException(
          "the program makes other calls from run to run: call "
              + (n + 1)
              + " was "
              + control.calls().get(n).text()
              + ", and did not come again. It has to do the same each time, on one thread",
          null);
    }
    runs++;
    thrown += run.ended() == null ? 0 : 1;
    Finding finding = null;
    if (run.endless() == null) {
      finding = explored(run, Profile.PROCESS_KILL, STATES_WITHOUT_CRASH, true);
      if (finding == null && options.crash().profile() != Profile.PROCESS_KILL) {
        finding = explored(run, options.crash().profile(), options.crash().states(), true);
      }
    }
    return finding == null && run.endless() == null
        ? null
        : new SweepFinding(
            options.crash().profile(),
            mode,
            failed,
            control.calls().size(),
            run.ended(),
            run.endless(),
            finding);
  }

  private @Nullable Finding explored(
      FaultyRun run, Profile profile, int states, boolean sinceTheFailure) {
    CrashReport report =
        Exploration.run(
            run.recording(),
            checker,
            options
                .crash()
                .withProfile(profile)
                .withStates(states)
                .between(sinceTheFailure ? FaultyRun.STRUCK : null, null));
    checked += report.checked() + report.duringRecovery();
    return report.finding();
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
