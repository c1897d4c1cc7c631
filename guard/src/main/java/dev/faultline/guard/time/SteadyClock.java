package dev.faultline.guard.time;

import dev.faultline.guard.LatestTime;
import java.util.function.LongSupplier;

/**
 * A clock that is never set back, made of one that may be: while the other stands behind where it
 * was, time goes on from where it was.
 *
 * <p>Give the same one to a queue that sheds and to whoever stamps the work for it: stamps and the
 * queue then agree, whatever becomes of the clock beneath. {@code System::nanoTime} needs none.
 *
 * <p>Thread-safe. A reading takes a lock for as long as the clock beneath takes to answer, so that
 * two threads cannot come with their readings in the other order.
 */
public final class SteadyClock implements LongSupplier {
  private final LongSupplier clock;
  private long last;
  private long offset;
  private long steps;
  private long late;

  /**
   * A clock that goes on from the present reading of another.
   *
   * @param clock in nanoseconds; only differences mean anything
   */
  public SteadyClock(LongSupplier clock) {
    this.clock = clock;
    last = clock.getAsLong();
  }

  /** The time in nanoseconds, never less than what was said before. */
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

  /** How often the clock beneath was set back. */
  public synchronized long stepsBack() {
    return steps;
  }

  /**
   * How often it was set back by more than a second: the next reading lay so far before the latest.
   */
  public synchronized long lateReadings() {
    return late;
  }
}
