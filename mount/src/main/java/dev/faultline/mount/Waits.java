package dev.faultline.mount;

import java.util.LinkedHashSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/**
 * Requests that a fault holds up. Whoever made one and is killed waits no longer; whoever handles a
 * signal waits on, since calls on files are not interrupted by that. Safe for several threads.
 */
final class Waits {
  /** How a wait ended. */
  enum End {
    /** Its time is over, or nothing is held up any more. */
    OVER,
    /** {@link #releaseAll} or {@link #releaseHanging} ended it. */
    RELEASED,
    /** Whoever made the request is dying. */
    GIVEN_UP
  }

  /** As long as nobody ends it. */
  static final long FOR_EVER = -1;

  /**
   * Of how many requests it is remembered that a signal came for them. Most have been answered by
   * then, and no number is used twice.
   */
  private static final int MOST_REMEMBERED = 4_096;

  /** The kernel tells of a signal once: whoever was not dying then is looked at again so often. */
  private static final long LOOK_NANOS = 20_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashSet<Long> interrupted = new LinkedHashSet<>();
  private final IntPredicate mayHold;
  private final IntPredicate isDying;
  private int waiting;
  private long releases;
  private long releasesOfHanging;
  private long notHeld;
  private boolean closed;

  /**
   * Begins with nobody waiting.
   *
   * @param mayHold whether so many may wait; asked by each that is about to
   * @param isDying whether the thread of a number is being killed
   */
  Waits(IntPredicate mayHold, IntPredicate isDying) {
    this.mayHold = mayHold;
    this.isDying = isDying;
  }

  /**
   * Waits, unless as many do as may.
   *
   * @param request the kernel's number of the request
   * @param thread the system's number of the thread that made it
   * @param nanos for how long; negative until {@link #releaseAll} or {@link #close}
   */
  End await(long request, int thread, long nanos) {
    lock.lock();
    try {
      if (!mayHold.test(waiting + 1)) {
        notHeld++;
        return End.OVER;
      }
      waiting++;
      try {
        return held(request, thread, nanos);
      } finally {
        waiting--;
        interrupted.remove(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.OVER;
    } finally {
      lock.unlock();
    }
  }

  private End held(long request, int thread, long nanos) throws InterruptedException {
    long before = releases;
    long beforeOfHanging = releasesOfHanging;
    long begin = System.nanoTime();
    while (releases == before && !(nanos < 0 && (closed || releasesOfHanging != beforeOfHanging))) {
      long left = nanos < 0 ? Long.MAX_VALUE : nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        break;
      }
      if (interrupted.contains(request)) {
        if (isDyingUnlocked(thread)) {
          return End.GIVEN_UP;
        }
        left = Math.min(left, LOOK_NANOS);
      }
      long ignored = changed.awaitNanos(left);
    }
    boolean released = releases != before || (nanos < 0 && releasesOfHanging != beforeOfHanging);
    return released && !closed ? End.RELEASED : End.OVER;
  }

  private boolean isDyingUnlocked(int thread) {
    lock.unlock();
    try {
      return isDying.test(thread);
    } finally {
      lock.lock();
    }
  }

  /** A signal came for whoever made a request, which may wait here, or be about to. */
  void interrupted(long request) {
    lock.lock();
    try {
      interrupted.add(request);
      if (interrupted.size() > MOST_REMEMBERED) {
        interrupted.removeFirst();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits that have begun and have no end of their own. */
  void releaseHanging() {
    lock.lock();
    try {
      releasesOfHanging++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits that have begun. */
  void releaseAll() {
    lock.lock();
    try {
      releases++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits that have begun; later ones end too that would have no end of their own. */
  void close() {
    lock.lock();
    try {
      closed = true;
      releases++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** How many went on at once, since too many waited. */
  long notHeld() {
    lock.lock();
    try {
      return notHeld;
    } finally {
      lock.unlock();
    }
  }
}
