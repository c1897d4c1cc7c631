package dev.faultline.disk.fs;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Calls wait on the real clock. {@link Injector} makes such a wait end with its rules. */
final class RealPause implements Pause {
  static final RealPause INSTANCE = new RealPause();

  private RealPause() {}

  @Override
  public void pause(long nanos) throws InterruptedException {
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
  }
}
