package dev.faultline.guard.time;

import dev.faultline.guard.SteadyTime;

/**
 * How long something takes, by a clock that may be set back: such a step counts as no time.
 *
 * <p>Not thread-safe: its owner calls it. Time is an argument.
 */
public final class Stopwatch {
  private final SteadyTime time = new SteadyTime();
  private long start;

  /** Starts it. */
  public Stopwatch(long nowNanos) {
    start = time.at(nowNanos);
  }

  /** Nanoseconds since the start; never less than what was said before. */
  public long elapsedNanos(long nowNanos) {
    return time.at(nowNanos) - start;
  }

  /** Nanoseconds since the start, which is now from here on. */
  public long lapNanos(long nowNanos) {
    long before = start;
    start = time.at(nowNanos);
    return start - before;
  }

  /** How often the clock was set back by more than a second. */
  public long clockSteps() {
    return time.stepsBack();
  }
}
