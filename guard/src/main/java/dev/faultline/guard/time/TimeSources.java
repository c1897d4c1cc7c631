package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a machine knows about its own clock. None of them is for simulated worlds: there {@code
 * Env.clock().reading()} has the interval.
 */
public final class TimeSources {
  private TimeSources() {}

  /**
   * The first that knows something: ClockBound's shared memory, chrony, the kernel's own estimate,
   * which is never believed to be better than the configured bound, and that bound.
   *
   * @param configured of which the operators are sure, if all else fails
   * @param driftPpm by how much the machine's oscillator is off at most; 200 is Spanner's
   */
  public static TimeSource ofThisMachine(Duration configured, int driftPpm) {
    return firstOf(
        List.of(
            ClockBoundSegment.at(ClockBoundSegment.PATH, ClockBoundSegment.VM_CLOCK),
            chrony(Path.of("chronyc"), driftPpm),
            atLeast(configured, Adjtimex.source(driftPpm)),
            configured(configured, driftPpm)));
  }

  /** A source that is not believed to be better than this. */
  static TimeSource atLeast(Duration error, TimeSource source) {
    long nanos = Checks.nanos("error", error);
    return (wall, monotonic) ->
        source
            .read(wall, monotonic)
            .map(bound -> withError(bound, Math.max(nanos, bound.errorNanos())));
  }

  private static ErrorBound withError(ErrorBound bound, long errorNanos) {
    return new ErrorBound(
        bound.source(),
        bound.wallNanos(),
        bound.atNanos(),
        errorNanos,
        bound.driftPpb(),
        bound.voidAfterNanos());
  }

  /** The first of several that knows something. */
  public static TimeSource firstOf(List<TimeSource> sources) {
    List<TimeSource> all = List.copyOf(sources);
    return (wall, monotonic) -> {
      for (TimeSource source : all) {
        Optional<ErrorBound> known = source.read(wall, monotonic);
        if (known.isPresent()) {
          return known;
        }
      }
      return Optional.empty();
    };
  }

  /**
   * A bound that somebody promises.
   *
   * @throws IllegalArgumentException if a value is negative, or the drift more than 100,000 ppm
   */
  public static TimeSource configured(Duration error, int driftPpm) {
    long nanos = Checks.nanos("error", error);
    long ppb = 1_000L * Checks.within("driftPpm", driftPpm, 0, 100_000);
    return (wall, monotonic) ->
        Optional.of(
            new ErrorBound(
                "configured", wall, monotonic, nanos, ppb, monotonic + Long.MAX_VALUE / 2));
  }

  /** What {@code chronyc -c tracking} prints, asked for at each reading: a process is started. */
  public static TimeSource chrony(Path command, int driftPpm) {
    long ppb = 1_000L * Checks.within("driftPpm", driftPpm, 0, 100_000);
    return (wall, monotonic) -> {
      try {
        return ChronyTracking.parse(ask(command), wall, monotonic, ppb);
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    };
  }

  /** What it prints; nothing if that takes too long. */
  private static String ask(Path command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.toString(), "-c", "-n", "tracking")
            .redirectErrorStream(true)
            .start();
    try {
      return process.waitFor(2, TimeUnit.SECONDS)
          ? new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          : "";
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Reads a source for a clock.
   *
   * @return whether it knew something; if not, the clock keeps what it knew
   */
  public static boolean update(BoundedClock clock, TimeSource source) {
    // Between the two readings of the monotonic clock the wall clock is read, so that the time
    // between them is all by which the two can be apart.
    long before = System.nanoTime();
    Instant now = Clock.systemUTC().instant();
    long apart = System.nanoTime() - before;
    long wall = now.getEpochSecond() * Nanos.BILLION + now.getNano();
    Optional<ErrorBound> known = source.read(wall, before);
    known.ifPresent(bound -> clock.update(withError(bound, Nanos.plus(bound.errorNanos(), apart))));
    return known.isPresent();
  }
}
