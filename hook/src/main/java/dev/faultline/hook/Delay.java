package dev.faultline.hook;

import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens on a node's carrier after a while, in no thread of the node's, unless it
 * is cancelled first.
 */
final class Delay implements ScheduledFuture<Void>, Runnable {
  private enum State {
    WAITING,
    DONE,
    CANCELLED
  }

  private final Context context;
  private @Nullable Runnable command;
  private State state = State.WAITING;
  private long id;

  private Delay(Context context, Runnable command) {
    this.context = context;
    this.command = command;
  }

  static Delay start(Context context, Runnable command, long nanos) {
    Delay delay = new Delay(context, command);
    if (!context.halted()) {
      delay.id = context.schedule(delay, nanos);
      context.delayBegan();
    }
    return delay;
  }

  @Override
  public void run() {
    Runnable due = command;
    if (state == State.WAITING && due != null) {
      state = State.DONE;
      command = null;
      context.delayEnded();
      due.run();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (state != State.WAITING) {
      return false;
    }
    state = State.CANCELLED;
    command = null;
    if (id != 0) {
      context.delayEnded();
      context.cancel(id);
    }
    return true;
  }

  @Override
  public boolean isCancelled() {
    return state == State.CANCELLED;
  }

  @Override
  public boolean isDone() {
    return state != State.WAITING;
  }

  // Nobody but the JDK's own code holds a Delay, and that never waits for one.

  @Override
  public Void get() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Void get(long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Delayed other) {
    throw new UnsupportedOperationException();
  }
}
