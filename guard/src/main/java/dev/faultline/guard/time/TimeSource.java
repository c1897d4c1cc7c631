package dev.faultline.guard.time;

import java.util.Optional;

/** Tells a {@link BoundedClock} the possible error of the wall clock. */
@FunctionalInterface
public interface TimeSource {
  /**
   * The current bound.
   *
   * @param wallNanos the reading of the wall clock, in nanoseconds since the epoch
   * @param monotonicNanos the reading of {@code System.nanoTime()} at the same moment
   * @return empty if the source is not available or has no bound
   */
  Optional<ErrorBound> read(long wallNanos, long monotonicNanos);
}
