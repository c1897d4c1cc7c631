package dev.faultline.guard.time;

import java.util.Optional;

/** Where a {@link BoundedClock} learns how wrong the wall clock may be. */
@FunctionalInterface
public interface TimeSource {
  /**
   * What is known now.
   *
   * @param wallNanos what the wall clock says, in nanoseconds since the epoch
   * @param monotonicNanos what {@code System.nanoTime()} says at the same moment
   * @return empty when the source is not there, or knows of no bound
   */
  Optional<ErrorBound> read(long wallNanos, long monotonicNanos);
}
