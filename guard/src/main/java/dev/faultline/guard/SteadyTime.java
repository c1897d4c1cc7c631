package dev.faultline.guard;

/**
 * Time that never runs backwards, made of readings that may.
 *
 * <p>Guards measure waiting, so they want monotonic time: pass {@code System.nanoTime()} or the
 * node's clock. A reading that lies slightly before the last one is usual when two threads read the
 * clock and arrive in the other order; it counts as the last one. A reading that lies more than a
 * second before it is a clock that was set back: from then on time goes on from where it was, so
 * that a wait of ten seconds still takes ten seconds. Threads that read the clock before such a
 * step and come here after it do not move time: a reading within a second of one of the last four
 * steps, that would make time jump by more than a second, counts as one from before the step.
 *
 * <p>A thread that is held up for more than a second between reading the clock and coming here
 * cannot be told from a clock that was set back: time is ahead by that much from then on, once for
 * each such thread, and it is counted in {@link #stepsBack} too. Waits end that much earlier.
 *
 * <p>Readings are compared by difference, so any start is right, and one that overflows as well.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class SteadyTime {
  /** How far back a reading may lie before it counts as a clock that was set back. */
  private static final long REORDERED_NANOS = 1_000_000_000;

  /** Steps whose late readings are known. */
  private static final int REMEMBERED = 4;

  private boolean started;
  private long last;
  private long offset;
  private long steps;

  /** What was added to readings before the last steps, and how far time had come at each. */
  private final long[] offsets = new long[REMEMBERED];

  private final long[] reached = new long[REMEMBERED];

  /**
   * The steady time of a reading, in nanoseconds.
   *
   * @param readingNanos what the clock says; only differences mean anything
   */
  public long at(long readingNanos) {
    long now = readingNanos + offset;
    if (!started) {
      started = true;
      last = now;
      return now;
    }
    long ahead = now - last;
    if (ahead >= 0) {
      if (ahead <= REORDERED_NANOS || !isFromBeforeStep(readingNanos)) {
        last = now;
      }
    } else if (ahead < -REORDERED_NANOS) {
      int slot = (int) (steps++ % REMEMBERED);
      offsets[slot] = offset;
      reached[slot] = last;
      offset -= ahead;
    }
    return last;
  }

  private boolean isFromBeforeStep(long reading) {
    for (int i = 0; i < Math.min(steps, REMEMBERED); i++) {
      long away = reading + offsets[i] - reached[i];
      if (away >= -REORDERED_NANOS && away <= REORDERED_NANOS) {
        return true;
      }
    }
    return false;
  }

  /** Whether there was a reading. */
  public boolean isStarted() {
    return started;
  }

  /** The steady time that was reached; 0 before the first reading. */
  public long last() {
    return last;
  }

  /** What is added to readings now, to make steady time of them. */
  public long offset() {
    return offset;
  }

  /** Somebody else who measures by this time has reached so much of it. */
  public void reached(long steadyNanos) {
    if (steadyNanos - last > 0) {
      last = steadyNanos;
    }
  }

  /** How often the clock was set back by more than a second. */
  public long stepsBack() {
    return steps;
  }
}
