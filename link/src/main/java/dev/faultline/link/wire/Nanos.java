package dev.faultline.link.wire;

import java.time.Duration;

/**
 * Times and durations in nanoseconds. A sum that would overflow becomes a time that is never
 * reached.
 */
public final class Nanos {
  public static final long NEVER = Long.MAX_VALUE;

  private Nanos() {}

  /** A duration that is not negative; the longest there is for those of more than 292 years. */
  public static long of(Duration duration) {
    return duration.getSeconds() >= NEVER / 1_000_000_000 ? NEVER : duration.toNanos();
  }

  /** So long after {@code now}. */
  public static long after(long now, long nanos) {
    long at = now + nanos;
    return nanos >= 0 && at < now ? NEVER : at;
  }
}
