package dev.faultline.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What runs on a driver's thread besides its endpoint: what any thread gives it, and timers. */
final class Tasks {
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final Failures failures;

  Tasks(Failures failures) {
    this.failures = failures;
  }

  /** Has a task run in the next duty cycle. Any thread may. */
  void add(Runnable task) {
    queue.add(task);
  }

  /** Whether none waits for the next duty cycle. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  Timers timers() {
    return timers;
  }

  /** Runs all that were given; true if there were any. */
  boolean runGiven() {
    Runnable task = queue.poll();
    if (task == null) {
      return false;
    }
    for (; task != null; task = queue.poll()) {
      run(task);
    }
    return true;
  }

  /** Runs those whose time has come; true if there were any. */
  boolean runTimers() {
    if (timers.deadline() == Long.MAX_VALUE) {
      return false;
    }
    long now = System.nanoTime();
    boolean any = false;
    for (Runnable task = timers.due(now); task != null; task = timers.due(now)) {
      run(task);
      any = true;
    }
    return any;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.add(FailurePolicy.Where.TASK, null, e);
    }
  }
}
