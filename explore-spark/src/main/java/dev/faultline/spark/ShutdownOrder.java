package dev.faultline.spark;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * When the process is told to end, Spark's own shutdown hooks would stop Spark at once, while the
 * campaign still saves and reports, and would say at length what that broke. They run one after the
 * other, by priority: this one runs before them, and waits until the engine has been closed, which
 * stops Spark in order. Thread-safe.
 */
final class ShutdownOrder implements AutoCloseable {
  /** Above all of Spark's, the highest of which is 50, and Hadoop's. */
  private static final int PRIORITY = 1_000;

  /** Longer than a campaign takes to end, to save and to report. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable hook = this::await;

  /** What ends the work where nobody else does. */
  private volatile Runnable first = () -> {};

  /** Begins to hold Spark's hooks back, until this is closed. */
  ShutdownOrder() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    if (!hooks.isShutdownInProgress()) {
      hooks.addShutdownHook(hook, PRIORITY, PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
    }
  }

  /** That executors are lost is no news now: Ctrl-C in a terminal reaches those on this machine. */
  private void await() {
    Configurator.setAllLevels("", Level.OFF);
    first.run();
    try {
      closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has that run first when the process is told to end. */
  void first(Runnable ends) {
    first = ends;
  }

  /** Spark has been stopped, or was not started. */
  @Override
  public void close() {
    closed.countDown();
    ShutdownHookManager hooks = ShutdownHookManager.get();
    if (!hooks.isShutdownInProgress()) {
      hooks.removeShutdownHook(hook);
    }
  }
}
