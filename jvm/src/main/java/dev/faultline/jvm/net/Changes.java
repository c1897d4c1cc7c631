package dev.faultline.jvm.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Who waits for something to become of a socket: threads, and selectors. Threads of a node take
 * turns only where they block, so nothing here is synchronised.
 */
final class Changes {
  private final LongSupplier nanoTime;
  private final List<Thread> waiting = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();

  /**
   * Nobody waits yet.
   *
   * @param nanoTime the node's clock
   */
  Changes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Something has changed; all look. */
  void signal() {
    List.copyOf(waiting).forEach(LockSupport::unpark);
    List.copyOf(listeners).forEach(Runnable::run);
  }

  /**
   * Waits until something is true. An interrupt does not end the waiting, and is not lost.
   *
   * @param timeoutNanos at most; 0 for as long as it takes
   * @return false when that time was over before
   */
  boolean await(BooleanSupplier happened, long timeoutNanos) {
    if (happened.getAsBoolean()) {
      return true;
    }
    long start = nanoTime.getAsLong();
    boolean interrupted = false;
    waiting.add(Thread.currentThread());
    try {
      while (!happened.getAsBoolean()) {
        if (timeoutNanos == 0) {
          LockSupport.park(this);
        } else {
          long left = timeoutNanos - (nanoTime.getAsLong() - start);
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(this, left);
        }
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      waiting.remove(Thread.currentThread());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
