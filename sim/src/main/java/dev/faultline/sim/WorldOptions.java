package dev.faultline.sim;

import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits and the output of one run of a world.
 *
 * @param duration simulated time after which the world ends, unless it ends by itself
 * @param until simulated time at which the run is cut short: properties that are due later are not
 *     judged. The program cannot see it. Equal to {@code duration} for a run that is not cut
 * @param maxEvents after which the world is inconclusive
 * @param traceHash whether to compute the hash that tells two runs apart; false only for benchmarks
 * @param explained whether a violation has evidence that was made small and the place where the
 *     property was declared; false for searches that only need to know whether a property holds
 * @param tracer receives every event; null for none
 */
public record WorldOptions(
    Duration duration,
    Duration until,
    long maxEvents,
    boolean traceHash,
    boolean explained,
    @Nullable Tracer tracer) {
  /** One simulated minute, 50 million events, hashed, explained and not traced. */
  public static final WorldOptions DEFAULT =
      new WorldOptions(
          Duration.ofSeconds(60), Duration.ofSeconds(60), 50_000_000, true, true, null);

  public WorldOptions {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration is " + duration + ", expected more than zero");
    }
    if (until.isNegative() || until.compareTo(duration) > 0) {
      throw new IllegalArgumentException(
          "until is " + until + ", expected zero to the duration, " + duration);
    }
    if (maxEvents <= 0) {
      throw new IllegalArgumentException("maxEvents is " + maxEvents + ", expected more than 0");
    }
  }

  /** Another duration, not cut. */
  public WorldOptions withDuration(Duration duration) {
    return new WorldOptions(duration, duration, maxEvents, traceHash, explained, tracer);
  }

  public WorldOptions withUntil(Duration until) {
    return new WorldOptions(duration, until, maxEvents, traceHash, explained, tracer);
  }

  public WorldOptions withMaxEvents(long maxEvents) {
    return new WorldOptions(duration, until, maxEvents, traceHash, explained, tracer);
  }

  public WorldOptions withTraceHash(boolean traceHash) {
    return new WorldOptions(duration, until, maxEvents, traceHash, explained, tracer);
  }

  public WorldOptions withExplained(boolean explained) {
    return new WorldOptions(duration, until, maxEvents, traceHash, explained, tracer);
  }

  public WorldOptions withTracer(@Nullable Tracer tracer) {
    return new WorldOptions(duration, until, maxEvents, traceHash, explained, tracer);
  }
}
