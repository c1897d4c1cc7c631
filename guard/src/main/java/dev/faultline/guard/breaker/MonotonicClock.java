package dev.faultline.guard.breaker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A {@link Clock} that follows monotonic time, for libraries that measure durations with a {@code
 * Clock}. A wall clock is sometimes set back; Resilience4j's circuit breaker, for one, may then
 * never open, or stay open for as long as the step was (docs/gallery.md).
 *
 * <p>It starts at a given instant and then advances with monotonic time, so it drifts away from the
 * wall clock: do not use its instants as dates.
 *
 * <p>Immutable, and thread-safe as its source is.
 */
public final class MonotonicClock extends Clock {
  private final LongSupplier nanos;
  private final long first;
  private final Instant start;
  private final ZoneId zone;

  private MonotonicClock(LongSupplier nanos, long first, Instant start, ZoneId zone) {
    this.nanos = nanos;
    this.first = first;
    this.start = start;
    this.zone = zone;
  }

  /**
   * A clock in UTC that shows {@code start} now.
   *
   * @param nanos source of monotonic time: {@code System::nanoTime}, or a simulated node's
   */
  public static MonotonicClock of(LongSupplier nanos, Instant start) {
    return new MonotonicClock(nanos, nanos.getAsLong(), start, ZoneOffset.UTC);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - first);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MonotonicClock(nanos, first, start, other);
  }
}
