package dev.faultline.cli;

import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.crash.RunProgress;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/** Tells how far the recorded runs of a program are: as they go on, and at Ctrl-C. */
final class RunsTold implements AutoCloseable {
  private final HowFar howFar;
  private final ProgressDisplay display;

  private RunsTold(LongFunction<String> text, Terminal terminal) {
    howFar = HowFar.of(text, terminal);
    display = ProgressDisplay.start(text, terminal);
  }

  /** Of one recording. */
  static RunsTold recording(RunProgress progress, Terminal terminal) {
    return new RunsTold(
        nanos ->
            "recording: the program has made %,d calls; %d s"
                .formatted(progress.seen().calls(), seconds(nanos)),
        terminal);
  }

  /** Records a program in this JVM, and tells how far it is meanwhile. */
  static Recording record(CrashProgram program, Duration limit, Terminal terminal) {
    RunProgress progress = new RunProgress();
    try (RunsTold told = recording(progress, terminal)) {
      return Recording.of(program, limit, progress);
    } catch (TimeoutException e) {
      throw new UsageException(
          e.getMessage() + "; let it come to its end, or give it more time with --run-limit", e);
    }
  }

  /** The same of a command below a mount. */
  static Recording record(MountedProgram mounted, Terminal terminal) {
    try (RunsTold told =
        new RunsTold(
            nanos -> "recording: the command has not ended; %d s".formatted(seconds(nanos)),
            terminal)) {
      return mounted.record();
    }
  }

  /** Of a sweep. */
  static RunsTold sweep(String profile, RunProgress progress, Terminal terminal) {
    return new RunsTold(nanos -> sweepText(profile, progress.seen(), nanos), terminal);
  }

  static String sweepText(String profile, RunProgress.Seen seen, long elapsedNanos) {
    return seen.failing() == null
        ? "%s: the run without a failure has made %,d calls; %d s"
            .formatted(profile, seen.calls(), seconds(elapsedNanos))
        : "%s: %,d runs with a failure are over, %,d states checked; now %s; %d s"
            .formatted(profile, seen.runs(), seen.checked(), seen.failing(), seconds(elapsedNanos));
  }

  private static long seconds(long nanos) {
    return nanos / 1_000_000_000;
  }

  @Override
  public void close() {
    display.close();
    howFar.close();
  }
}
