package dev.faultline.cli;

import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.FaultyRecording;
import dev.faultline.disk.crash.Finding;
import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.crash.RunProgress;
import dev.faultline.disk.crash.Sweep;
import dev.faultline.disk.crash.SweepFinding;
import dev.faultline.disk.crash.SweepOptions;
import dev.faultline.disk.crash.SweepReport;
import dev.faultline.disk.crash.SweepText;
import dev.faultline.disk.crash.Verdict;
import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Faults that happen to a program of {@code crash} while it runs: rules, or each call in turn. */
final class FaultOptions {
  @Option(
      names = "--fault",
      paramLabel = "RULE",
      description =
          "Faults while the program is recorded, such as 'fail write errno=ENOSPC nth=3';"
              + " docs/disk.md has the form. May be given again.")
  private List<String> faults = new ArrayList<>();

  @Mixin private RulesFileOption rulesFile = new RulesFileOption();

  @Option(
      names = "--sweep",
      description =
          "Instead of one recording: let each call of the program fail in turn, once and from then"
              + " on, and check what it leaves, also after crashes. A failed sync leaves what the"
              + " file system does.")
  private boolean sweep;

  @Option(
      names = "--sweep-errno",
      paramLabel = "NAME",
      description = "The error with which the calls fail (default: EIO).")
  private @Nullable String errno;

  @Option(
      names = "--sweep-calls",
      paramLabel = "NAME",
      split = ",",
      description = "Only these calls fail, such as write,fsync,rename.")
  private List<String> calls = new ArrayList<>();

  @Option(
      names = "--sweep-states",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "States to check for each failure (default: 100).")
  private @Nullable Integer states;

  boolean isSweep() {
    return sweep;
  }

  boolean hasRules() {
    return !faults.isEmpty() || rulesFile.file != null;
  }

  /** Reads all options; a mistake is told before anything runs. */
  void requireSound() {
    rules();
    if (sweep && hasRules()) {
      throw new UsageException("--sweep makes the faults itself; leave --fault and --faults out");
    }
    if (!sweep) {
      String alone =
          errno != null
              ? "--sweep-errno"
              : !calls.isEmpty() ? "--sweep-calls" : states != null ? "--sweep-states" : "";
      if (!alone.isEmpty()) {
        throw new UsageException(alone + " is for --sweep; give both, or neither");
      }
    }
    sweepOptions(CrashOptions.DEFAULT);
  }

  private List<FaultRule> rules() {
    return FaultFiles.read("--fault", faults, rulesFile.file);
  }

  /** The program's recording under the rules; their warnings are told. */
  Recording record(CrashProgram program, CrashOptions plan, Terminal terminal) {
    RunProgress progress = new RunProgress();
    try (RunsTold told = RunsTold.recording(progress, terminal)) {
      FaultyRecording run = FaultyRecording.of(program, rules(), plan, progress);
      run.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      if (run.ended() != null) {
        terminal.out().println(plan.profile().name() + ": the program ended with " + run.ended());
      }
      return run.recording();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private SweepOptions sweepOptions(CrashOptions plan) {
    try {
      Set<FileCall> swept = EnumSet.noneOf(FileCall.class);
      for (String call : calls) {
        swept.add(FileCall.named(call));
      }
      return SweepOptions.DEFAULT
          .withCrash(plan.withStates(states == null ? 100 : states))
          .withErrno(errno == null ? Errno.EIO : Errno.named(errno))
          .withCalls(swept.isEmpty() ? EnumSet.allOf(FileCall.class) : swept);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private SweepReport swept(
      CrashProgram program, CrashChecker checker, CrashOptions plan, Terminal terminal) {
    RunProgress progress = new RunProgress();
    try (RunsTold told = RunsTold.sweep(plan.profile().name(), progress, terminal)) {
      return Sweep.run(program, checker, sweepOptions(plan), progress);
    }
  }

  private static String verdict(SweepReport report) {
    if (!report.leftOut().isEmpty()) {
      return ": no crash found so far; ";
    }
    return report.unseen().isEmpty()
        ? ": survives each failed call; "
        : ": survives each failed call, as far as was seen; ";
  }

  /** Sweeps under each file system; tells what it comes to. */
  ExitCode sweep(
      CrashProgram program,
      CrashChecker checker,
      List<CrashOptions> plans,
      @Nullable Path out,
      Terminal terminal) {
    for (CrashOptions plan : plans) {
      SweepReport report = swept(program, checker, plan, terminal);
      String summary =
          "%,d calls that can fail, %,d runs, %,d of them ended with an error, %,d states (seed %d)"
              .formatted(
                  report.calls(), report.runs(), report.thrown(), report.checked(), plan.seed());
      SweepFinding finding = report.finding();
      if (finding == null) {
        terminal
            .out()
            .println(
                plan.profile().name()
                    + verdict(report)
                    + summary
                    + (report.leftOut().isEmpty()
                        ? ""
                        : "; " + report.leftOut() + ". Raise --sweep-states"));
        report.partial().forEach(line -> terminal.out().println("  " + line));
        terminal.out().flush();
        continue;
      }
      Finding crash = finding.finding();
      if (crash != null && crash.verdict() instanceof Verdict.Bad(UsageException mistake)) {
        throw mistake;
      }
      SweepText.of(finding).forEach(terminal.out()::println);
      terminal.out().println("  after " + summary);
      report.partial().forEach(line -> terminal.out().println("  " + line));
      if (out != null && crash != null) {
        StateFolder.keep(crash.image(), out, "what it left", terminal);
      }
      terminal.out().flush();
      return ExitCode.VIOLATION;
    }
    return ExitCode.NO_VIOLATION;
  }
}
