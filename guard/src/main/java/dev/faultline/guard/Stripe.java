package dev.faultline.guard;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of a guard for several threads, with a lock of its own.
 *
 * <p>Threads that use one lock pay for the line of memory that goes from core to core. So a guard
 * has a few stripes, each thread uses its own, and what a thread may decide there is agreed on for
 * a short while: the <em>calm</em>, in which time alone changes nothing, and in which the stripe
 * knows what it may give whatever the others do. What cannot be decided like that is decided on the
 * whole, by a thread that holds the locks of all {@link Stripes}, in their order; it collects what
 * the stripes have counted, decides, and agrees on the next calm. While a thread holds the lock of
 * its stripe, nothing of what was agreed on can change, and so the decisions are those of a guard
 * with one lock.
 *
 * <p>The fields are guarded by the lock.
 */
public abstract class Stripe extends Padded {
  /**
   * No calm is longer. A thread whose reading comes late is decided for as of that reading while
   * the calm lasts, and so is never further behind than this.
   */
  private static final long LONGEST_CALM_NANOS = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private long from;
  private long length;
  private long last;

  /** Creates a stripe without calm: everything is decided on the whole. */
  protected Stripe() {}

  /** What guards this stripe. */
  public final ReentrantLock lock() {
    return lock;
  }

  /** Whether a reading lies within the calm; if so, {@link #now} is its time. */
  public final boolean isCalm(long nowNanos) {
    long since = nowNanos - from;
    if (since < 0 || since >= length) {
      return false;
    }
    if (nowNanos - last > 0) {
      last = nowNanos;
    }
    return true;
  }

  /** The latest reading here, within the calm. */
  public final long now() {
    return last;
  }

  /** Agrees on a calm that begins now. Whoever calls holds the locks of all stripes. */
  public final void agree(LatestTime time, long calmNanos) {
    from = time.last();
    last = from;
    length = time.isStarted() ? Math.min(calmNanos, LONGEST_CALM_NANOS) : 0;
  }
}
