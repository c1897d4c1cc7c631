package dev.faultline.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** What is done after a while, or when the process is told to end before, but once. */
final class UndoneAtEnd {
  private UndoneAtEnd() {}

  /** Waits, does it, and returns its result. */
  static int after(Duration duration, Callable<Integer> undo) {
    FutureTask<Integer> once = new FutureTask<>(undo);
    // The one who comes second finds it done, or waits for the first.
    Thread hook =
        new Thread(
            () -> {
              once.run();
              get(once);
            },
            "faultline-undo");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      boolean never = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
      assert !never;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    once.run();
    int result = get(once);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook finds it done.
      return result;
    }
    return result;
  }

  private static int get(FutureTask<Integer> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("the undo failed: " + e.getCause(), e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
