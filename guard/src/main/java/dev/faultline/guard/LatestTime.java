package dev.faultline.guard;

/**
 * The latest of the readings of one monotonic clock, such as {@code System.nanoTime()} or a node's
 * in a simulated world.
 *
 * <p>Threads come with their readings in another order than they have read the clock, and one that
 * was held up in between comes late by any time. Its reading counts as the latest one: time stands
 * still for it, and is never ahead of the clock. A clock that is set back makes time stand still
 * until it is where it was; {@link SteadyTime} is for those.
 *
 * <p>Readings are compared by difference, so any start is right, and one that overflows as well.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class LatestTime {
  private boolean isStarted;
  private long last;

  /**
   * The latest reading, this one included.
   *
   * @param readingNanos what the clock said
   */
  public long at(long readingNanos) {
    if (!isStarted || readingNanos - last > 0) {
      isStarted = true;
      last = readingNanos;
    }
    return last;
  }
}
