package dev.faultline.check;

import java.time.Duration;

/**
 * How much a check may spend before it answers {@link Verdict.Unknown}.
 *
 * <p>A check that is bounded by configurations alone answers the same on every machine.
 *
 * @param search wall-clock time for the search
 * @param report wall-clock time for making the evidence of an invalid history small; spent after,
 *     and apart from, the search
 * @param memoryBytes rough bound on what the tables of the search occupy
 * @param configurations most configurations to visit in all
 * @param threads how many parts may be searched at once
 */
public record Budget(
    Duration search, Duration report, long memoryBytes, long configurations, int threads) {

  /** Ten seconds and 512 MB, two for the report, all cores. */
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
   * @throws IllegalArgumentException if one is not positive
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

  /** One thread, bounded by work and not by time: the same verdict everywhere. */
  public static Budget deterministic(long configurations) {
    return new Budget(Duration.ofDays(1), Duration.ofDays(1), 512L << 20, configurations, 1);
  }

  /** This budget with another time for the search. */
  public Budget withSearch(Duration time) {
    return new Budget(time, report, memoryBytes, configurations, threads);
  }

  /** This budget with another time for the report. */
  public Budget withReport(Duration time) {
    return new Budget(search, time, memoryBytes, configurations, threads);
  }

  /** This budget with another bound on memory. */
  public Budget withMemory(long bytes) {
    return new Budget(search, report, bytes, configurations, threads);
  }

  /** This budget with another number of threads. */
  public Budget withThreads(int count) {
    return new Budget(search, report, memoryBytes, configurations, count);
  }
}
