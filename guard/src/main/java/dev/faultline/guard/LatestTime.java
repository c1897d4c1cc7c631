package dev.faultline.guard;

/**
 * The latest of the readings of one monotonic clock, such as {@code System.nanoTime()} or a node's
 * in a simulated world. This is the time of all guards.
 *
 * <p>Threads come with their readings in another order than they have read the clock, and one that
 * was held up in between comes late by any time. Its reading counts as the latest one: time stands
 * still for it, and is never ahead of the clock. A clock that is set back cannot be told from such
 * a thread here, so it makes time stand still until it is where it was; {@link
 * dev.faultline.guard.time.SteadyClock} makes a clock of it that is never set back.
 *
 * <p>Readings are compared by difference, so any start is right, and one that overflows as well.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class LatestTime {
  /** Threads that are held up for less are usual, and not counted. */
  private static final long USUAL_NANOS = 1_000_000_000;

  private boolean isStarted;
  private long last;
  private long late;

  /**
   * The latest reading, this one included.
   *
   * @param readingNanos what the clock said
   */
  public long at(long readingNanos) {
    long ahead = readingNanos - last;
    if (!isStarted || ahead > 0) {
      isStarted = true;
      last = readingNanos;
    } else if (isLate(ahead)) {
      late++;
    }
    return last;
  }

  /**
   * Whether a reading is counted as late: the one rule of all guards.
   *
   * @param aheadNanos how far it lies ahead of the latest
   */
  public static boolean isLate(long aheadNanos) {
    return aheadNanos < -USUAL_NANOS;
  }

  /** Whether there was a reading. */
  public boolean isStarted() {
    return isStarted;
  }

  /** The latest reading; 0 before the first. */
  public long last() {
    return last;
  }

  /** Somebody else who reads the same clock has come so far. */
  public void reached(long readingNanos) {
    if (readingNanos - last > 0) {
      last = readingNanos;
    }
  }

  /**
   * How many readings lay more than a second before the latest: threads that were held up, or a
   * clock that was set back.
   */
  public long lateReadings() {
    return late;
  }
}
