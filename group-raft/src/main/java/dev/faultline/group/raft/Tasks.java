package dev.faultline.group.raft;

import io.microraft.executor.RaftNodeExecutor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * MicroRaft's tasks, in the turns of whoever calls. What it submits, which is to sync its log as a
 * leader, waits until the next tick, so that one sync is for all that came in one turn.
 */
final class Tasks implements RaftNodeExecutor {
  private record Due(long nanos, long order, Runnable task) {}

  private final RaftTime time;
  private final ArrayDeque<Runnable> now = new ArrayDeque<>();
  private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
  private final PriorityQueue<Due> later =
      new PriorityQueue<>(Comparator.<Due>comparingLong(Due::nanos).thenComparingLong(Due::order));
  private long order;
  private boolean running;

  Tasks(RaftTime time) {
    this.time = time;
  }

  @Override
  public void execute(Runnable task) {
    now.add(task);
    if (!running) {
      drain();
    }
  }

  private void drain() {
    running = true;
    try {
      for (Runnable next = now.poll(); next != null; next = now.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }

  @Override
  public void submit(Runnable task) {
    soon.add(task);
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit unit) {
    later.add(new Due(time.after(unit.toNanos(delay)), order++, task));
  }

  /** Runs what is due. */
  void tick() {
    for (int left = soon.size(); left > 0; left--) {
      execute(soon.remove());
    }
    for (Due due = later.peek();
        due != null && due.nanos <= time.elapsedNanos();
        due = later.peek()) {
      later.remove();
      execute(due.task);
    }
  }

  /** When the next is due, in nanoseconds since the replica was made. */
  OptionalLong nextNanos() {
    if (!soon.isEmpty()) {
      return OptionalLong.of(time.elapsedNanos());
    }
    Due due = later.peek();
    return due == null ? OptionalLong.empty() : OptionalLong.of(due.nanos);
  }
}
