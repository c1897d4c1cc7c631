package dev.faultline.explore.campaign;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a job is at, for the campaign that looks whether it stands still. Written by the job for
 * each world, so it lies apart from what other jobs write: two on one cache line would take it from
 * each other all the time.
 */
public final class Post {
  /** More than two lines of any processor, since they fetch them in pairs. */
  private static final int APART = 32;

  private static final int INDEX = APART;
  private static final int SINCE = APART + 1;

  private final AtomicLongArray values = new AtomicLongArray(2 * APART);

  /** The job begins with the world of that number. */
  public void begins(int index, long nanos) {
    values.setRelease(INDEX, index);
    stillAt(nanos);
  }

  /** The world goes on, by its own account. */
  public void stillAt(long nanos) {
    values.setRelease(SINCE, nanos == 0 ? 1 : nanos);
  }

  /** The world is over. */
  public void rests() {
    values.setRelease(SINCE, 0);
  }

  /** The number of the world that it is at, or was at last. */
  public int index() {
    return (int) values.getAcquire(INDEX);
  }

  /** Since when, by {@link System#nanoTime}; 0 where it is at none. */
  public long busySince() {
    return values.getAcquire(SINCE);
  }
}
