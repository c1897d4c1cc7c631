package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import java.time.Instant;

/**
 * Stamps of a {@link HybridClock} as numbers: 47 bits of milliseconds since the epoch, and a 16-bit
 * counter within the millisecond. Their order is that of the numbers.
 */
public final class HybridStamp {
  static final int COUNTER_BITS = 16;

  /** The latest representable moment, in the year 6429. */
  static final long LATEST_MILLIS = (1L << 47) - 1;

  private HybridStamp() {}

  /**
   * Combines the parts of a stamp.
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

  /** The counter within the millisecond. */
  public static int counter(long stamp) {
    return (int) (stamp & (1 << COUNTER_BITS) - 1);
  }

  /** Readable text, such as {@code 2026-11-30T09:00:00.123Z+4}. */
  public static String text(long stamp) {
    return stamp < 0 ? "no stamp" : Instant.ofEpochMilli(millis(stamp)) + "+" + counter(stamp);
  }

  /** The first stamp of a moment; a time before 1970 or after 6429 is clamped to that range. */
  static long first(long wallMillis) {
    return Math.clamp(wallMillis, 0, LATEST_MILLIS) << COUNTER_BITS;
  }
}
