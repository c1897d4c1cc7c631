package dev.faultline.bench.link;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Hands what a peer's own threads have received to the thread that polls. */
final class Arrivals {
  private static final int POLL_MAX = 1024;
  private static final long WAIT_NANOS_MAX = 100_000;
  private final Queue<Long> numbers = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread waiting;

  void add(long number) {
    numbers.add(number);
    LockSupport.unpark(waiting);
  }

  /** The thread that waits is to look again. */
  void wake() {
    LockSupport.unpark(waiting);
  }

  /**
   * Leaves the core to the peer's threads until something arrives, and not for long: a thread that
   * polled all the time would keep them from working.
   */
  void await() {
    waiting = Thread.currentThread();
    if (numbers.isEmpty()) {
      LockSupport.parkNanos(this, WAIT_NANOS_MAX);
    }
    waiting = null;
  }

  int poll(LongConsumer to) {
    int count = 0;
    for (Long number = numbers.poll(); number != null; number = numbers.poll()) {
      to.accept(number);
      if (++count == POLL_MAX) {
        break;
      }
    }
    return count;
  }
}
