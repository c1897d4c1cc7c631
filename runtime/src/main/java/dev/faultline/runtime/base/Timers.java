package dev.faultline.runtime.base;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tasks for later, of the driver's thread: by time, and those of one time in their order. What is
 * never due, or was cancelled, is not kept: it may hold on to a whole session.
 */
public final class Timers {
  /** So many cancelled ones may wait to be dropped. */
  private static final int CANCELLED_MAX = 64;

  /** A task for later. */
  public static final class Timer {
    private final long atNanos;
    private final long order;
    private @Nullable Runnable task;

    private Timer(long atNanos, long order, Runnable task) {
      this.atNanos = atNanos;
      this.order = order;
      this.task = task;
    }
  }

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> {
        int byTime = Long.compare(a.atNanos, b.atNanos);
        return byTime != 0 ? byTime : Long.compare(a.order, b.order);
      });
  private long added;
  private int cancelled;

  /** Has a task run at this time of {@link System#nanoTime}. */
  public Timer add(long atNanos, Runnable task) {
    Timer timer = new Timer(atNanos, added++, task);
    if (atNanos != Long.MAX_VALUE) {
      timers.add(timer);
    }
    return timer;
  }

  /** The task will not be run, and is let go of at once; no effect if it was run already. */
  public void cancel(Timer timer) {
    if (timer.task == null) {
      return;
    }
    timer.task = null;
    if (timer.atNanos != Long.MAX_VALUE && ++cancelled > Math.max(CANCELLED_MAX, kept() / 2)) {
      timers.removeIf(each -> each.task == null);
      cancelled = 0;
    }
  }

  /** How many are to be run. */
  public int size() {
    return timers.size() - cancelled;
  }

  /** How many are kept, with those that are only to be dropped. */
  public int kept() {
    return timers.size();
  }

  /** When the next is due, {@link Long#MAX_VALUE} if there is none. */
  public long deadline() {
    for (Timer next = timers.peek(); next != null; next = timers.peek()) {
      if (next.task != null) {
        return next.atNanos;
      }
      timers.remove();
      cancelled--;
    }
    return Long.MAX_VALUE;
  }

  /** Takes a task that is due, if there is one. */
  public @Nullable Runnable due(long now) {
    if (deadline() > now || timers.isEmpty()) {
      return null;
    }
    Timer next = timers.remove();
    Runnable task = next.task;
    next.task = null;
    return task;
  }
}
