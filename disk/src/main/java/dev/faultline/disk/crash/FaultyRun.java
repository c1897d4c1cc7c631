package dev.faultline.disk.crash;

import dev.faultline.disk.Entry;
import dev.faultline.disk.Image;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Request;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.disk.fs.Pause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program's run with faults, recorded.
 *
 * @param recording what it did
 * @param calls what it called, in order
 * @param made the same with their files and where in them, for a reader
 * @param first the first call that failed; null where none did
 * @param ended what the program threw; null where it came to its end
 * @param endless why the run was given up: how long it took, or how many calls it made; null where
 *     it ended
 * @param strikes how often a rule struck
 * @param warnings what the rules have to say
 */
record FaultyRun(
    Recording recording,
    List<FileCall> calls,
    List<String> made,
    @Nullable FailedCall first,
    @Nullable Throwable ended,
    @Nullable String endless,
    long strikes,
    List<String> warnings) {
  /** The label in the recording where the first fault struck. */
  static final String STRUCK = "the first fault";

  /**
   * Runs a program once.
   *
   * @param prepared what is there when it begins
   * @param mostCalls a run that makes more never ends
   * @param progress hears of each call
   */
  static FaultyRun of(
      CrashProgram program,
      Image prepared,
      List<FaultRule> rules,
      long seed,
      Aftermath aftermath,
      long mostCalls,
      Checks checks,
      RunProgress progress) {
    Running running =
        new Running(prepared, new Faults(rules, seed, aftermath), mostCalls, progress);
    Verdict verdict =
        checks.run(() -> {
          running.run(program);
          return "";
        });
    return running.result(verdict);
  }

  private static final class Running {
    private final Image prepared;
    private final Faults faults;
    private final long mostCalls;
    private final RunProgress progress;
    private final List<Entry> history = new ArrayList<>();
    private final List<FileCall> calls = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final Recording.Recorded caller = new Recording.Recorded();
    private final DiskFileSystem system;
    private @Nullable FailedCall first;
    private boolean tooMany;

    Running(Image prepared, Faults faults, long mostCalls, RunProgress progress) {
      this.prepared = prepared;
      this.faults = faults;
      this.mostCalls = mostCalls;
      this.progress = progress;
      this.system = DiskFileSystem.of(prepared, caller, history::add);
      faults.watch(this::sees);
      system.inject(faults, Pause.real());
    }

    void run(CrashProgram program) throws Exception {
      Crash.begin(system);
      try {
        program.run(system.getPath(Recording.DIRECTORY));
      } finally {
        Crash.end(system);
      }
    }

    /** Called under the file system's lock. */
    private void sees(Request request, Injection injection) {
      calls.add(request.call());
      made.add(shown(request));
      progress.called(calls.size());
      boolean fails =
          injection.errno() != null
              || injection.unwritten() != null
              || injection.length() < request.length();
      if (fails && first == null) {
        first =
            new FailedCall(
                calls.size(), request.call(), request.path(), injection.errno(), caller.stack());
        system.mark(false, STRUCK);
      }
      if (calls.size() > mostCalls) {
        // Every call from here on throws, which ends all but the most stubborn.
        tooMany = true;
        system.close();
      }
    }

    private static String shown(Request request) {
      return request.call().text()
          + " "
          + Recording.shown(request.path())
          + (request.toPath().isEmpty() ? "" : " to " + Recording.shown(request.toPath()))
          + (request.offset() == 0 ? "" : " at " + request.offset());
    }

    FaultyRun result(Verdict verdict) {
      List<String> warnings = new ArrayList<>();
      List<Entry> whole = new ArrayList<>();
      long[] strikes = {0};
      if (system.isOpen()) {
        system.askFaults(any -> {
          warnings.addAll(faults.warnings());
          whole.addAll(history);
          strikes[0] = faults.firings();
          return true;
        });
        system.close();
      }
      Crash.abandon(system);
      return new FaultyRun(
          new Recording(prepared, whole),
          List.copyOf(calls.subList(0, (int) Math.min(calls.size(), mostCalls))),
          List.copyOf(made.subList(0, (int) Math.min(made.size(), mostCalls))),
          first,
          verdict instanceof Verdict.Bad(Throwable reason) && !Recording.isGoodEnd(reason)
              ? reason
              : null,
          tooMany
              ? "it made more than " + mostCalls + " calls"
              : verdict instanceof Verdict.Hung(var limit)
                  ? "it did not end within " + limit.toMillis() + " ms"
                  : null,
          strikes[0],
          warnings);
    }
  }
}
