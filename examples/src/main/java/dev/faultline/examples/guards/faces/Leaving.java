package dev.faultline.examples.guards.faces;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.call.CallFailedException;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.Calls;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.retry.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The thread of an attempt interrupts the caller and answers: the answer goes to the caller, or is
 * disposed of. Counts answers of which neither is true, or both.
 */
final class Leaving implements Face {
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger used = new AtomicInteger();
  private final AtomicInteger disposed = new AtomicInteger();
  private final Later executor = new Later();
  private final Calls calls =
      new Calls(
          CallSettings.DEFAULT.withAttempts(1),
          Guards.NONE,
          executor,
          () -> 0,
          () -> 1,
          Calls::outcomeOf,
          answer -> disposed.incrementAndGet());

  /** What the other thread runs. */
  private static final class Later extends AbstractExecutorService {
    private @Nullable Thread caller;
    private @Nullable Runnable task;

    @Override
    public synchronized void execute(Runnable given) {
      if (task != null) {
        // What is disposed of on the executor.
        given.run();
        return;
      }
      caller = Thread.currentThread();
      task = given;
      notifyAll();
    }

    synchronized Runnable given() throws InterruptedException {
      while (task == null) {
        wait();
      }
      return task;
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return new ArrayList<>();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  @Override
  public void first() {
    try {
      Object answer =
          calls.once(
              Deadline.in(Duration.ofSeconds(1)),
              Priority.NORMAL,
              attempt -> answers.incrementAndGet());
      used.addAndGet(answer == null ? 0 : 1);
    } catch (CallFailedException | InterruptedException e) {
      // It left without an answer.
    }
  }

  @Override
  public void second() {
    try {
      Runnable task = executor.given();
      Thread caller = executor.caller;
      if (caller != null) {
        caller.interrupt();
      }
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int outcome() {
    return answers.get() - used.get() - disposed.get();
  }

  /** Looks whether the caller is there, and then leaves the answer to it. */
  static final class Naive implements Face {
    private boolean isOver;
    private int waiting;

    @Override
    public void first() {
      isOver = true;
      waiting = 0;
    }

    @Override
    public void second() {
      if (!isOver) {
        waiting = waiting + 1;
      }
    }

    @Override
    public int outcome() {
      return waiting;
    }
  }
}
