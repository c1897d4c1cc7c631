package dev.faultline.runtime;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs a driver's duty cycle until it is closed or the cycle throws, and then closes
 * the driver.
 */
public final class LinkThread implements AutoCloseable {
  private final LinkDriver driver;
  private final IdleStrategy idle;
  private final BooleanSupplier finished;
  private final Consumer<@Nullable Throwable> onEnd;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /** Starts the thread. */
  public LinkThread(String name, LinkDriver driver, IdleStrategy idle) {
    this(name, driver, idle, () -> false, failure -> {});
  }

  /**
   * Starts the thread.
   *
   * @param finished asked after each duty cycle whether it was the last
   * @param onEnd called on the thread after the last cycle, with the failure that ended it early,
   *     or null
   */
  public LinkThread(
      String name,
      LinkDriver driver,
      IdleStrategy idle,
      BooleanSupplier finished,
      Consumer<@Nullable Throwable> onEnd) {
    this.driver = driver;
    this.idle = idle;
    this.finished = finished;
    this.onEnd = onEnd;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped && !driver.isClosed() && !finished.getAsBoolean()) {
        idle.idle(driver.work(), driver);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      try {
        onEnd.accept(failure);
      } finally {
        driver.close();
      }
    }
  }

  /** The failure that ended the thread before it was closed, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Stops the thread, waits for it, and closes the driver. On the thread itself, as from a handler,
   * it does not wait: the thread ends after the current duty cycle.
   */
  @Override
  public void close() {
    stopped = true;
    driver.execute(() -> {});
    join();
  }

  /** Waits until the thread has ended and the driver is closed, unless this is the thread. */
  public void join() {
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
