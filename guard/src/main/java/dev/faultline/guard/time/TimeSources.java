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
  private static final long BILLION = 1_000_000_000;

  private TimeSources() {}

  /**
   * The first that knows something: ClockBound's shared memory, the kernel's own estimate, chrony,
   * and a configured bound.
   *
   * @param configured of which the operators are sure, if all else fails
   * @param driftPpm by how much the machine's oscillator is off at most; 200 is Spanner's
   */
  public static TimeSource ofThisMachine(Duration configured, int driftPpm) {
    return firstOf(
        List.of(
            ClockBoundSegment.at(ClockBoundSegment.PATH),
            Adjtimex.source(driftPpm),
            chrony(Path.of("chronyc"), driftPpm),
            configured(configured, driftPpm)));
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
        Process process =
            new ProcessBuilder(command.toString(), "-c", "-n", "tracking")
                .redirectErrorStream(true)
                .start();
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.empty();
        }
        String line =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return ChronyTracking.parse(line, wall, monotonic, ppb);
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    };
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
    long wall = now.getEpochSecond() * BILLION + now.getNano();
    Optional<ErrorBound> known = source.read(wall, before);
    known.ifPresent(bound ->
        clock.update(
            new ErrorBound(
                bound.source(),
                bound.wallNanos(),
                bound.atNanos(),
                bound.errorNanos() + apart,
                bound.driftPpb(),
                bound.voidAfterNanos())));
    return known.isPresent();
  }
}
