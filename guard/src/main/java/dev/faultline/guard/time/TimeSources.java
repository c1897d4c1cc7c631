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
 * The sources by which a machine knows the error of its clock. Do not use them in simulated worlds:
 * there {@code Env.clock().reading()} has the interval.
 */
public final class TimeSources {
  private TimeSources() {}

  /**
   * The first of these sources that has a bound: ClockBound's shared memory; chrony; the kernel's
   * own estimate, but never less than the configured bound; the configured bound.
   *
   * @param configured the error that the operators guarantee, used if the other sources have no
   *     bound
   * @param driftPpm the maximum rate error of the machine's oscillator; Spanner uses 200
   */
  public static TimeSource ofThisMachine(Duration configured, int driftPpm) {
    return firstOf(
        List.of(
            ClockBoundSegment.at(ClockBoundSegment.PATH, ClockBoundSegment.VM_CLOCK),
            chrony(Path.of("chronyc"), driftPpm),
            atLeast(configured, Adjtimex.source(driftPpm)),
            configured(configured, driftPpm)));
  }

  /** A source whose error is never taken to be less than this. */
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

  /** The first of several sources that has a bound. */
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
   * A fixed bound, guaranteed by the caller.
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

  /** The output of {@code chronyc -c tracking}; starts a process for each reading. */
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

  /** The output of chronyc; empty if it takes too long. */
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
   * Updates a clock from a source.
   *
   * @return whether the source had a bound; if not, the clock keeps its previous one
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
