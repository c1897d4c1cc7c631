package dev.faultline.runtime;

import java.util.PriorityQueue;

/** Tasks for later, of the driver's thread: by time, and those of one time in their order. */
final class Timers {
  private record Timer(long atNanos, long order, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> {
        int byTime = Long.compare(a.atNanos, b.atNanos);
        return byTime != 0 ? byTime : Long.compare(a.order, b.order);
      });
  private long added;

  void add(long atNanos, Runnable task) {
    timers.add(new Timer(atNanos, added++, task));
  }

  /** When the next is due, {@link Long#MAX_VALUE} if there is none. */
  long deadline() {
    Timer next = timers.peek();
    return next == null ? Long.MAX_VALUE : next.atNanos;
  }

  /** Takes a task that is due, if there is one. */
  @org.jspecify.annotations.Nullable Runnable due(long now) {
    Timer next = timers.peek();
    if (next == null || next.atNanos > now || next.atNanos == Long.MAX_VALUE) {
      return null;
    }
    timers.remove();
    return next.task;
  }
}
