package dev.faultline.runtime;

import dev.faultline.runtime.base.Timers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What runs on a driver's thread besides its endpoint: what any thread gives it, and timers. */
final class Tasks {
  private static final int LAST_ROUNDS = 64;

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

  /** Those of them that run now. */
  private final Queue<Runnable> given = new ArrayDeque<>();

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
    return queue.isEmpty() && given.isEmpty();
  }

  Timers timers() {
    return timers;
  }

  /**
   * Runs all that had been given when this began; true if there were any. What these give waits for
   * the next time, so that a task that gives itself again lets all else go on.
   */
  boolean runGiven() {
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      given.add(task);
    }
    if (given.isEmpty()) {
      return false;
    }
    for (Runnable task = given.poll(); task != null; task = given.poll()) {
      run(task);
    }
    return true;
  }

  /** Runs what was given, and what that gives, but nothing that gives itself again for ever. */
  void runLast() {
    for (int round = 0; round < LAST_ROUNDS && runGiven(); round++) {
      // Each runs what the one before has given.
    }
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
