package dev.faultline.guard.time;

/**
 * A bound on the wall clock's error, at one moment.
 *
 * @param source where it comes from, for people
 * @param wallNanos the reading of the wall clock, in nanoseconds since the epoch
 * @param atNanos the reading of the monotonic clock at the same moment
 * @param errorNanos the maximum error of the wall clock, 0 or more
 * @param driftPpb the maximum rate error of the monotonic clock, in parts per billion
 * @param voidAfterNanos when the bound expires, by the monotonic clock
 */
public record ErrorBound(
    String source,
    long wallNanos,
    long atNanos,
    long errorNanos,
    long driftPpb,
    long voidAfterNanos) {
  /** Checks the values. */
  public ErrorBound {
    if (errorNanos < 0) {
      throw new IllegalArgumentException("errorNanos is " + errorNanos + ", expected 0 or more");
    }
    if (driftPpb < 0 || driftPpb > 100_000_000) {
      throw new IllegalArgumentException("driftPpb is " + driftPpb + ", expected 0 to 100,000,000");
    }
  }
}
