package dev.faultline.core;

import java.time.Duration;

/**
 * What the algorithm may assume about time (Dwork, Lynch, Stockmeyer 1988; Cachin et al. 2011,
 * section 2.5).
 */
public sealed interface Synchrony {
  /**
   * No bound on delays, speeds or clocks, ever. Liveness cannot be promised here (FLP), so it is
   * not checked.
   */
  record Asynchronous() implements Synchrony {}

  /**
   * Asynchronous until an unknown global stabilisation time (GST); from then on delays stay within
   * {@code maxDelay}.
   */
  record PartiallySynchronous(Duration maxDelay) implements Synchrony {
    public PartiallySynchronous {
      Checks.positive("maxDelay", maxDelay);
    }
  }

  /**
   * Known bounds from the beginning.
   *
   * @param maxDelay of a message
   * @param maxSlowdown how many times slower than the fastest a process may run, at least 1. In a
   *     simulated world the fastest reacts within the world's timer lateness, so that a slow one
   *     may take up to {@code maxSlowdown - 1} times that for each step
   * @param maxDriftPpm how far a clock's rate may be from true time, in parts per million
   */
  record Synchronous(Duration maxDelay, double maxSlowdown, long maxDriftPpm) implements Synchrony {
    public Synchronous {
      Checks.positive("maxDelay", maxDelay);
      if (!(maxSlowdown >= 1)) {
        throw new IllegalArgumentException(
            "maxSlowdown is " + maxSlowdown + ", expected at least 1");
      }
      if (maxDriftPpm < 0 || maxDriftPpm >= 1_000_000) {
        throw new IllegalArgumentException(
            "maxDriftPpm is " + maxDriftPpm + ", expected 0 to 999,999");
      }
    }
  }
}
