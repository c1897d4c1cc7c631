package dev.faultline.guard.breaker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A {@link Clock} made of monotonic time, for libraries that ask a {@code Clock} how long ago
 * something was. A wall clock is set back now and then; Resilience4j's circuit breaker, for one,
 * may then never open, or stay open for as long as the step was (docs/gallery.md).
 *
 * <p>Its instants begin at one that is given and then go on as the monotonic time does, so they
 * drift away from the wall clock: do not use them as dates.
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
   * @param nanos monotonic time, {@code System::nanoTime} or that of a node
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
