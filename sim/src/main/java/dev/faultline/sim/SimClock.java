package dev.faultline.sim;

import dev.faultline.core.ClockReading;
import dev.faultline.core.NodeClock;

/**
 * A node's clocks: the monotonic one advances with simulated time, faster or slower by the drift;
 * the wall clock is the monotonic one plus an offset that may jump. It belongs to the machine, so
 * it goes on through crashes.
 */
final class SimClock implements NodeClock {
  /** 2026-01-01T00:00:00Z, when every world begins. */
  static final long WORLD_EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private static final long MILLION = 1_000_000;

  private final Kernel kernel;
  private ClockRate rate = ClockRate.TRUE;
  private long offset;
  private long uncertainty;
  private long driftBoundPpm;
  private long rateChanges;

  SimClock(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public long monotonicNanos() {
    return rate.localAt(kernel.now());
  }

  @Override
  public long wallNanos() {
    return WORLD_EPOCH_NANOS + offset + monotonicNanos();
  }

  /**
   * The bound on the offset, and what the model's bound on drift may have added to it since the
   * world began; nobody sets these clocks right in between. A jump, or drift where the model does
   * not bound it, makes the reading wrong, and its node does not know.
   */
  @Override
  public ClockReading reading() {
    long now = kernel.now();
    long drifted =
        now / MILLION * driftBoundPpm
            + now % MILLION * driftBoundPpm / MILLION
            // What truncation may have cost, each time.
            + rateChanges
            + 1;
    long bound = driftBoundPpm == 0 ? uncertainty : uncertainty + drifted;
    long wall = wallNanos();
    return new ClockReading(wall - bound, wall + bound);
  }

  ClockRate rate() {
    return rate;
  }

  void drift(long ppm) {
    rate = rate.changed(kernel.now(), ppm);
    rateChanges++;
  }

  void jump(long nanos) {
    offset += nanos;
  }

  /** What a reading has to allow for. */
  void uncertainty(long nanos, long driftPpm) {
    uncertainty = nanos;
    driftBoundPpm = driftPpm;
  }

  /** How long {@code localNanos} on this clock take in simulated time, at its present rate. */
  long trueNanos(long localNanos) {
    if (rate.ppm() == 0 || localNanos <= 0) {
      return Math.max(0, localNanos);
    }
    return rate.trueAt(SimTime.plus(monotonicNanos(), localNanos)) - kernel.now();
  }
}
