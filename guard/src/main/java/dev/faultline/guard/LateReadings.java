package dev.faultline.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The late readings of a guard that has no lock, and so no {@link LatestTime}: the same rule, to a
 * hundredth of a second.
 *
 * <p>The latest reading is noted every 10 ms only, so that threads share its line of memory: a
 * decision pays for a read.
 *
 * <p>Thread-safe; without locks once there was a reading. It does not allocate.
 */
public final class LateReadings {
  private static final VarHandle LATEST;
  private static final VarHandle LATE;

  static {
    try {
      LATEST = MethodHandles.lookup().findVarHandle(LateReadings.class, "latest", long.class);
      LATE = MethodHandles.lookup().findVarHandle(LateReadings.class, "late", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long NOTED_NANOS = 10_000_000;

  private volatile long latest;

  @SuppressWarnings("unused") // written through LATE
  private volatile long late;

  private volatile boolean isStarted;

  /** Of a guard that was given no reading yet. */
  public LateReadings() {}

  /** Of a guard that was made at this time. */
  public LateReadings(long nowNanos) {
    latest = nowNanos;
    isStarted = true;
  }

  /**
   * Takes note of a reading, and counts it if it is late.
   *
   * @return the reading, or the latest that was noted if that came after it
   */
  public long at(long readingNanos) {
    if (!isStarted && start(readingNanos)) {
      return readingNanos;
    }
    long seen = latest;
    long ahead = readingNanos - seen;
    if (ahead >= NOTED_NANOS) {
      note(readingNanos);
    } else if (ahead < 0) {
      if (LatestTime.isLate(ahead)) {
        LATE.getAndAdd(this, 1L);
      }
      return seen;
    }
    return readingNanos;
  }

  /** The latest reading that was noted: no reading so far was ten milliseconds after it. */
  public long latest() {
    return latest;
  }

  private synchronized boolean start(long readingNanos) {
    if (isStarted) {
      return false;
    }
    latest = readingNanos;
    isStarted = true;
    return true;
  }

  private void note(long readingNanos) {
    long seen = latest;
    while (readingNanos - seen > 0 && !LATEST.compareAndSet(this, seen, readingNanos)) {
      seen = latest;
    }
  }

  /** See {@link LatestTime#lateReadings}. */
  public long count() {
    return late;
  }
}
