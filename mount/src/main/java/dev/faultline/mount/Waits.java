package dev.faultline.mount;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Requests that a fault holds up. Whoever made one may give up, as when it is killed, and then
 * waits no longer. Safe for several threads.
 */
final class Waits {
  /** How a wait ended. */
  enum End {
    /** Its time is over, or nothing is held up any more. */
    OVER,
    /** Whoever made the request gave up. */
    GIVEN_UP
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Long, Boolean> givenUp = new HashMap<>();
  private final IntConsumer waiting;
  private long releases;

  /**
   * Begins with nobody waiting.
   *
   * @param waiting is told how many wait, by each that begins to
   */
  Waits(IntConsumer waiting) {
    this.waiting = waiting;
  }

  /**
   * Waits.
   *
   * @param request the kernel's number of the request
   * @param nanos for how long; negative until {@link #releaseAll}
   */
  End await(long request, long nanos) {
    lock.lock();
    try {
      givenUp.put(request, false);
      waiting.accept(givenUp.size());
      long releasesBefore = releases;
      long left = nanos;
      while (releases == releasesBefore && !givenUp.getOrDefault(request, false)) {
        if (nanos < 0) {
          changed.awaitUninterruptibly();
        } else if (left <= 0) {
          break;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return givenUp.getOrDefault(request, false) ? End.GIVEN_UP : End.OVER;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.OVER;
    } finally {
      givenUp.remove(request);
      lock.unlock();
    }
  }

  /** Whoever made a request gives up; false where it does not wait here. */
  boolean giveUp(long request) {
    lock.lock();
    try {
      if (givenUp.replace(request, true) == null) {
        return false;
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits. */
  void releaseAll() {
    lock.lock();
    try {
      releases++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
