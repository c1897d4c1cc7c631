package dev.faultline.runtime.durable;

import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.channel.ChannelClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread of a node, on which its driver is to be used. Thread-safe. */
final class OwnThread {
  private static final long LOOK_MILLIS = 100;

  private final LinkDriver driver;
  private volatile @Nullable Thread working;
  private volatile long turnNanos = System.nanoTime();
  private volatile @Nullable String over;

  OwnThread(LinkDriver driver) {
    this.driver = driver;
  }

  /** Called by that thread before its first turn, and again before each. */
  void turns() {
    working = Thread.currentThread();
    turnNanos = System.nanoTime();
  }

  /** When the turn began that it is in; a turn that has nothing to do ends within a second. */
  long turnNanos() {
    return turnNanos;
  }

  /** That thread has had its last turn. */
  void ends(String why) {
    over = why;
  }

  /** Why the thread has ended; null while it works. */
  @Nullable String over() {
    return over;
  }

  boolean isCurrent() {
    return Thread.currentThread() == working;
  }

  /**
   * Has the thread do this, and waits for it; on that thread it is done at once.
   *
   * @throws ChannelClosedException if the thread has ended
   */
  <T> T run(Supplier<T> task) {
    if (isCurrent()) {
      String why = over;
      if (why != null) {
        throw new ChannelClosedException(why);
      }
      return task.get();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    driver.execute(() -> {
      try {
        result.complete(task.get());
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    });
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          String why = over;
          if (why != null && !result.isDone()) {
            throw new ChannelClosedException(why);
          }
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException failure -> throw failure;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
