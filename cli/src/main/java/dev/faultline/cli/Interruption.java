package dev.faultline.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while a campaign runs: the campaign is asked to end, and the process stays until
 * the findings so far are written and reported. The JVM then exits with 130 by itself.
 */
final class Interruption implements AutoCloseable {
  /** Longer than a campaign needs to end and to write, unless the disk hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<Void> happened = new CompletableFuture<>();
  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Runnable interrupt) {
    this.hook = new Thread(() -> interrupted(interrupt), "faultline-interruption");
  }

  /** Has {@code interrupt} run when the process is told to end, until this is closed. */
  static Interruption of(Runnable interrupt) {
    Interruption interruption = new Interruption(interrupt);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** What the JVM starts when it is told to end. */
  Thread hook() {
    return hook;
  }

  /** Completes when the process is told to end. */
  CompletableFuture<Void> happened() {
    return happened;
  }

  boolean hasHappened() {
    return happened.isDone();
  }

  private void interrupted(Runnable interrupt) {
    happened.complete(null);
    interrupt.run();
    try {
      if (!reported.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("faultline: the findings could not be written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All is written and reported: the process may end. */
  @Override
  public void close() {
    reported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, which is what the hook waits for.
    }
  }
}
