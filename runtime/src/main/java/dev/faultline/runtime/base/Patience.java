package dev.faultline.runtime.base;

import java.time.Duration;

/**
 * How long an application is willing to wait, in nanoseconds: none is too long, so that "for ever"
 * may be said as {@code Duration.ofSeconds(Long.MAX_VALUE)} or {@code
 * ChronoUnit.FOREVER.getDuration()}.
 *
 * <p>Times are compared as absolute numbers: {@link System#nanoTime} counts from the start of the
 * machine, and would have to run for 292 years to wrap.
 */
public final class Patience {
  private static final long SECOND = 1_000_000_000;

  private Patience() {}

  /** As many nanoseconds, or the most that there are. */
  public static long nanos(Duration patience) {
    long seconds = patience.getSeconds();
    if (seconds >= Long.MAX_VALUE / SECOND) {
      return Long.MAX_VALUE;
    }
    return seconds < 0 ? 0 : patience.toNanos();
  }

  /**
   * When the patience that begins now is over; {@link Long#MAX_VALUE}, never, if that overflows.
   */
  public static long end(long now, Duration patience) {
    long nanos = nanos(patience);
    return now > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : now + nanos;
  }
}
