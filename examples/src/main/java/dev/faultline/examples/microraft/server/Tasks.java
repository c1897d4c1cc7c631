package dev.faultline.examples.microraft.server;

import dev.faultline.core.Env;
import io.microraft.executor.RaftNodeExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * MicroRaft's tasks in its node's turns. What it wants to happen now happens now, after the task
 * that is running; what it puts off, such as flushing the log, waits for as long as a disk would
 * take, so that a crash can come in between.
 */
final class Tasks implements RaftNodeExecutor {
  /** A task on a timer. Has a name of its own, since a lambda's differs from run to run. */
  record Due(Tasks owner, Runnable task) {
    void run() {
      owner.run(task);
    }

    @Override
    public String toString() {
      return task.getClass().isHidden() ? "task" : task.getClass().getSimpleName();
    }
  }

  private final Env env;
  private final long putOffNanos;
  private final ArrayDeque<Runnable> now = new ArrayDeque<>();
  private boolean running;

  Tasks(Env env, Duration putOff) {
    this.env = env;
    this.putOffNanos = putOff.toNanos();
  }

  /** Runs a task and everything that it wants to happen right after it. */
  private void run(Runnable first) {
    running = true;
    try {
      first.run();
      for (Runnable next = now.poll(); next != null; next = now.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }

  @Override
  public void execute(Runnable task) {
    if (running) {
      now.add(task);
    } else {
      run(task);
    }
  }

  @Override
  public void submit(Runnable task) {
    env.timer(putOffNanos, new Due(this, task));
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit timeUnit) {
    env.timer(timeUnit.toNanos(delay), new Due(this, task));
  }
}
