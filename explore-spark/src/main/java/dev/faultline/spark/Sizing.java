package dev.faultline.spark;

/**
 * How many worlds a span has: so many that what Spark takes for each task is at most two in a
 * hundred of the work, and so few that no executor waits long at the end. No result depends on it.
 * Not thread-safe.
 */
final class Sizing {
  /** What a task is assumed to take beside its worlds; it was not measured, see docs/scale.md. */
  static final long OVERHEAD_NANOS = 20_000_000;

  static final double SHARE = 0.02;

  /** The driver is asked to start so many tasks a second at most; an assumption too. */
  static final double TASKS_PER_SECOND = 100;

  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final int FIRST = 32;

  private double nanosPerWorld;
  private int last = FIRST;

  /** Learns from a span that was run. */
  void learn(int worlds, long nanos) {
    if (worlds == 0) {
      return;
    }
    double each = (double) nanos / worlds;
    nanosPerWorld = nanosPerWorld == 0 ? each : 0.7 * nanosPerWorld + 0.3 * each;
  }

  /** How long a span should take. */
  static long targetNanos(int slots) {
    double forOverhead = OVERHEAD_NANOS / SHARE;
    double forDriver = slots / TASKS_PER_SECOND * 1e9;
    return (long) Math.min(LONGEST_NANOS, Math.max(forOverhead, forDriver));
  }

  /**
   * The size of the next span.
   *
   * @param slots tasks that run at once
   * @param left worlds that no span has yet
   */
  int next(int slots, int left) {
    if (nanosPerWorld == 0) {
      return Math.min(left, FIRST);
    }
    double wanted = targetNanos(slots) / nanosPerWorld;
    // At the end spans get smaller, so that all executors end at about the same time.
    double tail = Math.max(wanted / 8, left / (2.0 * slots));
    int size = (int) Math.clamp(Math.min(wanted, tail), 1, Math.min(4.0 * last, 1_000_000));
    last = Math.max(FIRST, size);
    return Math.min(left, size);
  }
}
