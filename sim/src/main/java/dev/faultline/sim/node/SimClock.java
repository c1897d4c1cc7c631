package dev.faultline.sim.node;

import dev.faultline.core.ClockReading;
import dev.faultline.core.NodeClock;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.run.Kernel;

/**
 * A node's clocks: both advance with simulated time, faster or slower by the drift. The wall clock
 * goes on through crashes, and its offset may jump; the monotonic one begins anew, anywhere, when
 * the machine boots.
 */
public final class SimClock implements NodeClock {
  /** 2026-01-01T00:00:00Z, when every world begins. */
  static final long WORLD_EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private static final long MILLION = 1_000_000;

  private final Kernel kernel;
  private final SimNode node;
  private ClockRate rate = ClockRate.TRUE;
  private long offset;

  /** How far the wall clock may be off at the start, either way. */
  private long startRange;

  private boolean wallRead;
  private boolean monotonicRead;
  private long uncertainty;
  private long driftBoundPpm;
  private long rateChanges;
  private long origin;

  /** Whether the program has looked at it. */
  private boolean read;

  /** How much of the present step has passed already. */
  private long ahead;

  private long wallReadings;
  private long monotonicReadings;
  private long skewedTimers;

  SimClock(Kernel kernel, SimNode node) {
    this.kernel = kernel;
    this.node = node;
  }

  @Override
  public long monotonicNanos() {
    asked();
    monotonicReadings++;
    if (!monotonicRead) {
      monotonicRead = true;
      origin = kernel.lives().monotonicOrigin(node);
    }
    return origin + local();
  }

  /** For what the machine's operating system writes down, such as when files changed. */
  public long unseenWallNanos() {
    return WORLD_EPOCH_NANOS + (wallRead ? offset : 0) + local();
  }

  /** For the world itself, which only compares readings of one incarnation. */
  public long monotonic() {
    return local();
  }

  /** The program looks at a time that this clock once showed. */
  public void seen() {
    asked();
  }

  /** How often the program has read the wall clock. */
  public long wallReadings() {
    return wallReadings;
  }

  /** How often the rate of this clock may have mattered: readings, and timers while it is wrong. */
  public long ratedUses() {
    return wallReadings + monotonicReadings + skewedTimers;
  }

  private void asked() {
    if (!read) {
      read = true;
      kernel.adversary().clockRead();
    }
  }

  /** Asked for when the clock is first read. */
  private long startOffset() {
    long bound = 2 * startRange + 1;
    return kernel.adversary().choose(Decision.CLOCK_OFFSET, node.subject, 0, bound) - startRange;
  }

  private long local() {
    return rate.localAt(here());
  }

  @Override
  public long wallNanos() {
    asked();
    wallReadings++;
    if (!wallRead) {
      wallRead = true;
      offset += startOffset();
    }
    return WORLD_EPOCH_NANOS + offset + local();
  }

  /**
   * The bound on the offset, and what the model's bound on drift may have added to it since the
   * world began; these clocks are not corrected in between. A jump, or drift where the model does
   * not bound it, makes the reading wrong, and its node does not know.
   */
  @Override
  public ClockReading reading() {
    long now = here();
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

  /** Simulated time where the node is in its present step. */
  public long here() {
    return kernel.now() + ahead;
  }

  /** The node's handler stands still for that long in the present step. */
  public void stepTakes(long nanos) {
    ahead = SimTime.plus(ahead, nanos);
  }

  public long ahead() {
    return ahead;
  }

  /** The present step is over. */
  public void stepOver() {
    ahead = 0;
  }

  /** The machine boots: its monotonic clock begins anew, anywhere. */
  public void boot() {
    monotonicRead = false;
    ahead = 0;
  }

  public ClockRate rate() {
    return rate;
  }

  public void drift(long ppm) {
    rate = rate.changed(kernel.now(), ppm);
    rateChanges++;
  }

  /** When, at its present rate, this clock shows what a pending timer waits for. */
  public long retimed(long localTime) {
    skewedTimers += rate.ppm() == 0 ? 0 : 1;
    return rate.trueAt(localTime);
  }

  public void jump(long nanos) {
    offset += nanos;
  }

  /** How far the clock may be off at the start, which is what a reading has to allow for. */
  public void uncertainty(long nanos, long driftPpm) {
    startRange = nanos;
    uncertainty = nanos;
    driftBoundPpm = driftPpm;
  }

  /**
   * How long {@code localNanos} on this clock take in simulated time, at its present rate, from
   * {@link #here} on.
   */
  public long trueNanos(long localNanos) {
    if (rate.ppm() == 0 || localNanos <= 0) {
      return Math.max(0, localNanos);
    }
    skewedTimers++;
    return rate.trueAt(SimTime.plus(local(), localNanos)) - here();
  }
}
