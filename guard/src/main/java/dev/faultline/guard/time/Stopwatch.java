package dev.faultline.guard.time;

/**
 * Measures how long something takes with a clock that may be set back: such a step counts as zero
 * time.
 *
 * <p>Not thread-safe: its owner calls it, with readings in the order in which they were taken; a
 * reading before the previous one is then a step of the clock. The caller passes the time.
 */
public final class Stopwatch {
  private long last;
  private long elapsed;
  private long steps;

  /** Starts it. */
  public Stopwatch(long nowNanos) {
    last = nowNanos;
  }

  /** Nanoseconds since the start; never less than an earlier result. */
  public long elapsedNanos(long nowNanos) {
    long passed = nowNanos - last;
    last = nowNanos;
    if (passed < 0) {
      steps++;
    } else {
      elapsed += passed;
    }
    return elapsed;
  }

  /** Nanoseconds since the start, and restarts now. */
  public long lapNanos(long nowNanos) {
    long lap = elapsedNanos(nowNanos);
    elapsed = 0;
    return lap;
  }

  /** How often the clock was set back. */
  public long clockSteps() {
    return steps;
  }
}
