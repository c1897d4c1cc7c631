package dev.faultline.guard;

import dev.faultline.core.Checks;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of a guard for several threads, with a lock and permits of its own.
 *
 * <p>Threads that use one lock pay for the line of memory that goes from core to core. So a guard
 * has a few stripes, each thread uses its own, and what a thread may decide there is agreed on for
 * a short while: the <em>calm</em>, in which time alone changes nothing, and in which the stripe
 * knows what it may give whatever the others do. What cannot be decided like that is decided on the
 * whole, by a thread that holds the locks of all stripes, in their order; it collects what the
 * stripes have counted, decides, and agrees on the next calm. While a thread holds the lock of its
 * stripe, nothing of what was agreed on can change, and so the decisions are those of a guard with
 * one lock.
 *
 * <p>The fields are guarded by the lock.
 */
public abstract class Stripe extends Padded {
  /** What a guard has whose user says nothing; the same on each machine. */
  public static final int USUAL_STRIPES = 4;

  /** More would make it dear to decide on the whole. */
  private static final int MOST_STRIPES = 16;

  /**
   * No calm is longer. A thread whose reading comes late is decided for as of that reading while
   * the calm lasts, and so is never further behind than this.
   */
  private static final long LONGEST_CALM_NANOS = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final PermitTable permits;
  private long from;
  private long length;
  private long last;

  /** Creates a stripe without calm: everything is decided on the whole. */
  protected Stripe(PermitTable permits) {
    this.permits = permits;
  }

  /**
   * Checks a number of stripes.
   *
   * @throws IllegalArgumentException if it is no power of two from 1 to {@link #MOST_STRIPES}
   */
  public static int checked(int stripes) {
    Checks.within("stripes", stripes, 1, MOST_STRIPES);
    if (Integer.bitCount(stripes) != 1) {
      throw new IllegalArgumentException(
          "stripes is %d, expected a power of two: 1, 2, 4, 8, 16".formatted(stripes));
    }
    return stripes;
  }

  /** Which of so many stripes, a power of two, is the calling thread's. */
  public static int mine(int stripes) {
    // The JDK counts up, so the threads of a pool are spread evenly.
    return (int) (Thread.currentThread().threadId() & (stripes - 1));
  }

  /** What guards this stripe. */
  public final ReentrantLock lock() {
    return lock;
  }

  /** The permits that were given here. */
  public final PermitTable permits() {
    return permits;
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
