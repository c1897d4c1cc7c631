package dev.faultline.check.engine;

import dev.faultline.check.Budget;
import dev.faultline.check.Reports;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The use of a budget by the searches of one check. Thread-safe. */
public final class Meter {

  private static final long HEAP_MATTERS_NANOS = 500_000_000;

  private final long startNanos;
  private final long deadlineNanos;
  private final long memoryBytes;
  private final long configurations;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong visited = new AtomicLong();
  private volatile boolean stopped;
  private volatile String reason = "";

  /** Starts the clock. */
  public Meter(Budget budget) {
    this(budget.search().toNanos(), budget.memoryBytes(), budget.configurations());
  }

  /** Starts the clock with the budget's time for reports, unless reports are left out. */
  static Meter forReport(Budget budget) {
    long nanos = Reports.areLeftOut() ? 0 : budget.report().toNanos();
    return new Meter(nanos, budget.memoryBytes(), budget.configurations());
  }

  private Meter(long nanos, long memoryBytes, long configurations) {
    this.startNanos = System.nanoTime();
    this.deadlineNanos = startNanos + nanos;
    this.memoryBytes = memoryBytes;
    this.configurations = configurations;
  }

  /** Counts work; returns whether the budget allows more. */
  public boolean spend(long newConfigurations, long newBytes) {
    long totalVisited = visited.addAndGet(newConfigurations);
    long totalBytes = bytes.addAndGet(newBytes);
    if (!stopped) {
      if (totalVisited > configurations) {
        stop("visited " + configurations + " configurations, all that the budget allows");
      } else if (totalBytes > memoryBytes) {
        stop("tables need more than " + (memoryBytes >> 20) + " MB");
      } else if (System.nanoTime() - deadlineNanos > 0) {
        stop("out of time");
      }
    }
    return !stopped;
  }

  /**
   * Checks the budget for work that counts no configurations.
   *
   * @throws OutOfBudgetException if there is no time for more, or no memory
   */
  public void requireMore() {
    long left = deadlineNanos - System.nanoTime();
    if (left < 0) {
      throw new OutOfBudgetException("out of time");
    }
    // Asking for the heap's size takes longer than most checks.
    if (startNanos + HEAP_MATTERS_NANOS - System.nanoTime() < 0 && HeapUse.isNearlyFull()) {
      throw new OutOfBudgetException(heapIsFull());
    }
  }

  /** The reason of a verdict that is unknown because the heap is too small. */
  public static String heapIsFull() {
    return "needs more than the heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB";
  }

  /** The remaining time, at least zero. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /** Stops the work, because the result is no longer needed or a bound is reached. */
  public void stop(String why) {
    if (!stopped) {
      reason = why;
      stopped = true;
    }
  }

  /** Whether work must end. */
  public boolean stopped() {
    return stopped;
  }

  /** Why work ended. */
  public String reason() {
    return reason;
  }

  /** Configurations counted so far. */
  public long visited() {
    return visited.get();
  }
}
