package dev.faultline.core;

/**
 * An interval of true time.
 *
 * @param earliestNanos nanoseconds since the epoch that have certainly passed
 * @param latestNanos nanoseconds since the epoch that have certainly not passed yet
 */
public record ClockReading(long earliestNanos, long latestNanos) {
  public ClockReading {
    if (earliestNanos > latestNanos) {
      throw new IllegalArgumentException(
          "earliest " + earliestNanos + " lies after latest " + latestNanos);
    }
  }

  /** Whether every instant of this reading lies before every instant of {@code other}. */
  public boolean certainlyBefore(ClockReading other) {
    return latestNanos < other.earliestNanos;
  }
}
