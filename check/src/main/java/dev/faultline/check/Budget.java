package dev.faultline.check;

import java.time.Duration;

/**
 * How much a check may spend before its verdict is {@link Verdict.Unknown}. A check that is bounded
 * only by configurations has the same verdict on every machine.
 *
 * @param search wall-clock time for the search
 * @param report wall-clock time for minimizing the evidence of an invalid history; in addition to
 *     the search's time
 * @param memoryBytes approximate bound on the memory of the search's tables
 * @param configurations the most configurations to visit in all
 * @param threads how many parts may be searched at once
 */
public record Budget(
    Duration search, Duration report, long memoryBytes, long configurations, int threads) {

  /** Ten seconds for the search, two for the report, 512 MB, all cores. */
  public static final Budget DEFAULT =
      new Budget(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          512L << 20,
          Long.MAX_VALUE,
          Runtime.getRuntime().availableProcessors());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a bound is not positive
   */
  public Budget {
    if (search.isNegative()
        || search.isZero()
        || report.isNegative()
        || memoryBytes <= 0
        || configurations <= 0
        || threads <= 0) {
      throw new IllegalArgumentException("a budget must be positive");
    }
  }

  /** One thread, bounded by configurations and not by time: the same verdict on every machine. */
  public static Budget deterministic(long configurations) {
    return new Budget(Duration.ofDays(1), Duration.ofDays(1), 512L << 20, configurations, 1);
  }

  /** A copy with this time for the search. */
  public Budget withSearch(Duration time) {
    return new Budget(time, report, memoryBytes, configurations, threads);
  }

  /** A copy with this time for the report. */
  public Budget withReport(Duration time) {
    return new Budget(search, time, memoryBytes, configurations, threads);
  }

  /** A copy with this bound on memory. */
  public Budget withMemory(long bytes) {
    return new Budget(search, report, bytes, configurations, threads);
  }

  /** A copy with this number of threads. */
  public Budget withThreads(int count) {
    return new Budget(search, report, memoryBytes, configurations, count);
  }
}
