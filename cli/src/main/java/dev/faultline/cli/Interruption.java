package dev.faultline.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while work is under way: it is asked to end, and the process stays until all is
 * written and reported. The JVM then exits with 130 by itself.
 */
final class Interruption implements AutoCloseable {
  /** Longer than a campaign needs to end and to write, unless the disk hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<Void> happened = new CompletableFuture<>();
  private final CountDownLatch reported = new CountDownLatch(1);
  private final Patience patience;
  private final Thread hook;

  private Interruption(Runnable interrupt, Patience patience) {
    this.patience = patience;
    this.hook = new Thread(() -> interrupted(interrupt), "faultline-interruption");
  }

  /** How long the process stays, and what is said then. */
  private record Patience(Duration time, String said, boolean ends) {}

  /** Has {@code interrupt} run when the process is told to end, until this is closed. */
  static Interruption of(Runnable interrupt) {
    return of(
        interrupt,
        new Patience(PATIENCE, "faultline: the findings could not be written in time", true));
  }

  /**
   * The same where the process stays however long the end takes, which others decide.
   *
   * @param after when to say so
   */
  static Interruption patient(Runnable interrupt, Duration after, String said) {
    return of(interrupt, new Patience(after, said, false));
  }

  private static Interruption of(Runnable interrupt, Patience patience) {
    Interruption interruption = new Interruption(interrupt, patience);
    try {
      Runtime.getRuntime().addShutdownHook(interruption.hook);
    } catch (IllegalStateException e) {
      // The process is told to end already, and nothing waits for what begins only now.
      interruption.happened.complete(null);
      interrupt.run();
    }
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
      if (!reported.await(patience.time().toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(patience.said());
        if (!patience.ends()) {
          reported.await();
        }
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
