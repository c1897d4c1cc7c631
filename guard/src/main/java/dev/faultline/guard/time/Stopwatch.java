package dev.faultline.guard.time;

/**
 * How long something takes, by a clock that may be set back: such a step counts as no time.
 *
 * <p>Not thread-safe: its owner calls it, with readings in the order in which it took them, so that
 * each that lies before the last one is a step of the clock. Time is an argument.
 */
public final class Stopwatch {
  private long last;
  private long elapsed;
  private long steps;

  /** Starts it. */
  public Stopwatch(long nowNanos) {
    last = nowNanos;
  }

  /** Nanoseconds since the start; never less than what was said before. */
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

  /** Nanoseconds since the start, which is now from here on. */
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
