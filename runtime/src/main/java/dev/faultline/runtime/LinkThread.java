package dev.faultline.runtime;

import org.jspecify.annotations.Nullable;

/** A thread that runs a driver's duty cycle until it is closed. */
public final class LinkThread implements AutoCloseable {
  private final LinkDriver driver;
  private final IdleStrategy idle;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /** Starts the thread. */
  public LinkThread(String name, LinkDriver driver, IdleStrategy idle) {
    this.driver = driver;
    this.idle = idle;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        idle.idle(driver.work(), driver);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /** What has ended the thread before its time, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Stops the thread, waits for it, and closes the driver. */
  @Override
  public void close() {
    stopped = true;
    driver.execute(() -> {});
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    driver.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
