package dev.faultline.guard.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that wait for room in a queue, or for something in it.
 *
 * <p>A thread that changes the queue only looks whether anybody waits, without a fence between the
 * change and the look, since that fence would cost as much as the queue itself. So it may just miss
 * a thread that begins to wait at this moment; therefore that one looks again after a millisecond.
 * Who begins to look later sees it wait, so each further pause is twice as long, up to a second: an
 * idle queue costs next to nothing, and a wake-up that was lost all the same costs no more than
 * that.
 */
final class Waiting {
  private static final VarHandle WAITING;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(Waiting.class, "waiting", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MOST_DOUBLINGS = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @SuppressWarnings("unused") // read and written through WAITING
  private volatile int waiting;

  /** How often the queue changed while somebody waited. Guarded by the lock. */
  private long changes;

  /** The queue has changed for one of those who wait. */
  void signal() {
    if ((int) WAITING.getOpaque(this) != 0) {
      lock.lock();
      try {
        changes++;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Begins to wait: look at the queue again after this, and before each {@link #await}. */
  void begin() {
    WAITING.getAndAdd(this, 1);
  }

  /** Waits no more. */
  void end() {
    WAITING.getAndAdd(this, -1);
  }

  /** What to give to {@link #await}; ask before looking at the queue. */
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change since then.
   *
   * @param nanos for how long at most
   * @param looks how often this wait has paused before
   */
  void await(long since, long nanos, int looks) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (changes == since) {
        long ignored = changed.awaitNanos(Math.min(nanos, pauseNanos(looks)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The longest pause after so many. */
  static long pauseNanos(int looks) {
    return FIRST_PAUSE_NANOS << Math.min(looks, MOST_DOUBLINGS);
  }
}
