package dev.faultline.disk.crash;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs checks one after the other on a thread that can be given up. */
final class Checks implements AutoCloseable {
  private final Duration limit;
  private ExecutorService thread = start();

  Checks(Duration limit) {
    this.limit = limit;
  }

  private static ExecutorService start() {
    return Executors.newSingleThreadExecutor(task -> {
      Thread made = new Thread(task, "crash-check");
      made.setDaemon(true);
      return made;
    });
  }

  /** A check that may throw what it likes. */
  interface Check {
    String run() throws Exception;
  }

  /** What became of a check. */
  Verdict run(Check check) {
    Future<String> running = thread.submit(check::run);
    try {
      return new Verdict.Good(running.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return new Verdict.Bad(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      running.cancel(true);
      thread.shutdownNow();
      thread = start();
      return new Verdict.Hung(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a check ran", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
