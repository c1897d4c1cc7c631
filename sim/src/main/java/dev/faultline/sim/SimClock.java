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
  private long anchorTrue;
  private long anchorLocal;
  private long driftPpm;
  private long offset;
  private long uncertainty;

  SimClock(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public long monotonicNanos() {
    long elapsed = kernel.now() - anchorTrue;
    return anchorLocal + elapsed + (driftPpm == 0 ? 0 : scaled(elapsed));
  }

  @Override
  public long wallNanos() {
    return WORLD_EPOCH_NANOS + offset + monotonicNanos();
  }

  @Override
  public ClockReading reading() {
    long wall = wallNanos();
    return new ClockReading(wall - uncertainty, wall + uncertainty);
  }

  private long scaled(long elapsed) {
    // Split, so that a long world does not overflow: elapsed × ppm may exceed 2⁶³.
    return elapsed / MILLION * driftPpm + elapsed % MILLION * driftPpm / MILLION;
  }

  void drift(long ppm) {
    long local = monotonicNanos();
    anchorTrue = kernel.now();
    anchorLocal = local;
    driftPpm = ppm;
  }

  void jump(long nanos) {
    offset += nanos;
  }

  void uncertainty(long nanos) {
    uncertainty = nanos;
  }

  /** How long {@code localNanos} on this clock take in simulated time, at its present rate. */
  long trueNanos(long localNanos) {
    if (driftPpm == 0 || localNanos <= 0) {
      return Math.max(0, localNanos);
    }
    double factor = (double) MILLION / (MILLION + driftPpm);
    return (long) Math.ceil(localNanos * factor);
  }
}
