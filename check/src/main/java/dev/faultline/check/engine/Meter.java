package dev.faultline.check.engine;

import dev.faultline.check.Budget;
import dev.faultline.check.Reports;
import java.util.concurrent.atomic.AtomicLong;

/** A running budget, shared by the searches of one check. Thread-safe. */
public final class Meter {

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

  /** Starts the clock with the time that the budget has for reports, if anybody wants one. */
  static Meter forReport(Budget budget) {
    long nanos = Reports.areLeftOut() ? 0 : budget.report().toNanos();
    return new Meter(nanos, budget.memoryBytes(), budget.configurations());
  }

  private Meter(long nanos, long memoryBytes, long configurations) {
    this.deadlineNanos = System.nanoTime() + nanos;
    this.memoryBytes = memoryBytes;
    this.configurations = configurations;
  }

  /** Counts work, and answers whether there is budget for more. */
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

  /** Nobody needs the answer any more, or a bound is reached. */
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
