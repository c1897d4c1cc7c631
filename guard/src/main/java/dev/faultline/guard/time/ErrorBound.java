package dev.faultline.guard.time;

/**
 * What was known of true time at one moment.
 *
 * @param source where it comes from, for people
 * @param wallNanos what the wall clock said, in nanoseconds since the epoch
 * @param atNanos what the monotonic clock said at the same moment
 * @param errorNanos by how much the wall clock was off at most, 0 or more
 * @param driftPpb by how much the monotonic clock's rate is off at most, in parts per billion
 * @param voidAfterNanos of the monotonic clock; what was known is worth nothing afterwards
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
