package dev.faultline.sim;

import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a world is run; what runs in it is not said here.
 *
 * @param duration simulated time after which the world ends, unless it ends by itself
 * @param until simulated time at which the run is cut short, as if it were not observed any longer:
 *     what is due later is not judged. The program does not know of it. As long as {@code duration}
 *     for a run that is not cut
 * @param maxEvents after which the world is given up as one that never ends
 * @param traceHash whether to keep the rolling hash that tells two runs apart; true unless a
 *     benchmark says otherwise
 * @param explained whether a violation comes with what people want to know of it: evidence that has
 *     been made small, and where the property was declared; true unless a search that only wants to
 *     know whether a property holds says otherwise
 * @param tracer hears everything that happens; null, as it is by default, for nobody
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
