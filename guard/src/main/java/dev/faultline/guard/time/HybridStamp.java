package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import java.time.Instant;

/**
 * Stamps of a {@link HybridClock} as numbers: 47 bits of milliseconds since the epoch, and 16 bits
 * that count within one. Compared as numbers they are in order.
 */
public final class HybridStamp {
  static final int COUNTER_BITS = 16;

  /** The latest moment that fits, in the year 6429. */
  static final long LATEST_MILLIS = (1L << 47) - 1;

  private HybridStamp() {}

  /**
   * A stamp of its parts.
   *
   * @param millis since the epoch
   * @param counter 0 to 65,535
   * @throws IllegalArgumentException if one is out of its range
   */
  public static long of(long millis, int counter) {
    Checks.within("counter", counter, 0, (1 << COUNTER_BITS) - 1);
    if (millis < 0 || millis > LATEST_MILLIS) {
      throw new IllegalArgumentException(
          "millis is " + millis + ", expected 0 to " + LATEST_MILLIS);
    }
    return millis << COUNTER_BITS | counter;
  }

  /** Milliseconds since the epoch. */
  public static long millis(long stamp) {
    return stamp >> COUNTER_BITS;
  }

  /** Which stamp of its millisecond it is. */
  public static int counter(long stamp) {
    return (int) (stamp & (1 << COUNTER_BITS) - 1);
  }

  /** For people, such as {@code 2026-11-30T09:00:00.123Z+4}. */
  public static String text(long stamp) {
    return stamp < 0 ? "no stamp" : Instant.ofEpochMilli(millis(stamp)) + "+" + counter(stamp);
  }

  /** The first stamp of a moment; a wall clock before 1970 or after 6429 counts as those. */
  static long first(long wallMillis) {
    return Math.clamp(wallMillis, 0, LATEST_MILLIS) << COUNTER_BITS;
  }
}
