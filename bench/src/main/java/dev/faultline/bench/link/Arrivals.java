package dev.faultline.bench.link;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;

/** Hands what a peer's own threads have received to the thread that polls. */
final class Arrivals {
  private static final int POLL_MAX = 1024;
  private final Queue<Long> numbers = new ConcurrentLinkedQueue<>();

  void add(long number) {
    numbers.add(number);
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
