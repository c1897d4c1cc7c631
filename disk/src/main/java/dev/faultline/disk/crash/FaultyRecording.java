package dev.faultline.disk.crash;

import dev.faultline.disk.MicroOp;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recording of a program under faults. The program may have ended with an error; everything
 * before that is recorded.
 *
 * @param recording all calls
 * @param ended what the program threw; null if it returned
 * @param warnings a sentence for each rule that matched no call
 */
public record FaultyRecording(
    Recording recording, @Nullable Throwable ended, List<String> warnings) {

  /**
   * Runs a program once under rules; delays and hangs take real time.
   *
   * @param options the file system, which says what a failed sync leaves; the seed; and how long
   *     preparing and running may take, each
   * @throws CrashUsageException if the program changed nothing, does not end, or failed before any
   *     rule struck
   */
  public static FaultyRecording of(
      CrashProgram program, List<FaultRule> rules, CrashOptions options) {
    return of(program, rules, options, new RunProgress());
  }

  /**
   * The same.
   *
   * @param progress is kept up to date for other threads
   */
  public static FaultyRecording of(
      CrashProgram program, List<FaultRule> rules, CrashOptions options, RunProgress progress) {
    try (Checks checks = new Checks(options.checkLimit())) {
      FaultyRun run =
          FaultyRun.of(
              program,
              Recording.prepare(program, checks),
              rules,
              options.seed(),
              Aftermath.of(options.profile()),
              Long.MAX_VALUE,
              checks,
              progress);
      if (run.endless() != null) {
        throw new CrashUsageException(
            "the program does not end under these faults: "
                + run.endless()
                + "; give it more time with --check-limit, or other rules",
            null);
      }
      if (run.ended() != null && run.strikes() == 0) {
        throw new CrashUsageException(
            "the program failed while it was recorded, before any fault struck: " + run.ended(),
            run.ended());
      }
      if (run.recording().history().stream().noneMatch(MicroOp.class::isInstance)) {
        throw new CrashUsageException(
            "nothing was recorded: the program changed no file below the directory that it got"
                + (run.ended() == null ? "" : "; it ended with " + run.ended()),
            run.ended());
      }
      return new FaultyRecording(run.recording(), run.ended(), run.warnings());
    }
  }
}
