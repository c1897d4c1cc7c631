package dev.faultline.guard.time;

import dev.faultline.guard.LatestTime;
import java.util.function.LongSupplier;

/**
 * A clock that never goes back, on top of one that may. When the underlying clock is set back, this
 * one continues from its last reading.
 *
 * <p>Use the same instance for a load-shedding queue and for the code that stamps work for it: then
 * stamps and queue agree, whatever the underlying clock does. {@code System::nanoTime} does not
 * need this class.
 *
 * <p>Thread-safe. A reading holds a lock while it reads the underlying clock, so that the readings
 * of two threads cannot be swapped.
 */
public final class SteadyClock implements LongSupplier {
  private final LongSupplier clock;
  private long last;
  private long offset;
  private long steps;
  private long late;

  /**
   * Creates a clock that starts at the current reading of another.
   *
   * @param clock in nanoseconds; only differences are used
   */
  public SteadyClock(LongSupplier clock) {
    this.clock = clock;
    last = clock.getAsLong();
  }

  /** The time in nanoseconds, never less than an earlier reading. */
  @Override
  public synchronized long getAsLong() {
    long now = clock.getAsLong() + offset;
    if (now - last < 0) {
      steps++;
      late += LatestTime.isLate(now - last) ? 1 : 0;
      offset += last - now;
      now = last;
    }
    last = now;
    return now;
  }

  /** How often the underlying clock was set back. */
  public synchronized long stepsBack() {
    return steps;
  }

  /** How often it was set back by more than a second, seen from one reading to the next. */
  public synchronized long lateReadings() {
    return late;
  }
}
