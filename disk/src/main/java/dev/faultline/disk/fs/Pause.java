package dev.faultline.disk.fs;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How a call delayed by a fault waits. Called by the thread that makes the call, without locks. */
@FunctionalInterface
public interface Pause {
  /**
   * Waits.
   *
   * @param nanos how long, above 0
   * @throws InterruptedException if the thread is interrupted; the call fails then
   */
  void pause(long nanos) throws InterruptedException;

  /** Waits in real time; in a world, in simulated time. */
  static Pause real() {
    return nanos -> {
      ReentrantLock own = new ReentrantLock();
      Condition never = own.newCondition();
      own.lock();
      try {
        long left = nanos;
        while (left > 0) {
          left = never.awaitNanos(left);
        }
      } finally {
        own.unlock();
      }
    };
  }
}
