package dev.faultline.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What is done after a while, or when the process is told to end before, but once. It is made
 * before the deed that is to be undone, so that no moment is left in which the process could end
 * between the two.
 */
final class UndoneAtEnd implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** Longer than all that is asked before the deed may take. */
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch ending = new CountDownLatch(1);
  private final CompletableFuture<Optional<FutureTask<Integer>>> known = new CompletableFuture<>();
  private final Thread hook = new Thread(this::end, "faultline-undo");

  UndoneAtEnd() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Returns where the process goes on.
   *
   * @throws IllegalStateException where it has been told to end: then nothing is to be begun
   */
  void requireGoingOn() {
    if (ending.getCount() == 0) {
      throw new IllegalStateException("the monkey has been told to end");
    }
  }

  private void end() {
    ending.countDown();
    // The one who comes second finds it done, or waits for the first.
    try {
      known
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .ifPresent(task -> {
            task.run();
            get(task);
          });
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      System.err.println("faultline: not all may be undone; use 'monkey undo'");
    }
  }

  /** Waits until the time is over or {@code stopped} holds, does it, and returns its result. */
  int after(Duration duration, BooleanSupplier stopped, Callable<Integer> undo) {
    FutureTask<Integer> once = new FutureTask<>(undo);
    known.complete(Optional.of(once));
    long begun = System.nanoTime();
    try {
      long left = duration.toNanos();
      while (left > 0 && !stopped.getAsBoolean()) {
        if (ending.await(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS)) {
          break;
        }
        left = duration.toNanos() - (System.nanoTime() - begun);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    once.run();
    return get(once);
  }

  private static int get(Future<Integer> task) {
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

  @Override
  public void close() {
    known.complete(Optional.empty());
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook finds it done.
      assert e != null;
    }
  }
}
