package dev.faultline.core;

import java.time.Instant;

/** A node's own clocks, with whatever offset, drift and jumps the adversary has given them. */
public interface NodeClock {
  /**
   * Nanoseconds since an arbitrary origin; never goes back within an incarnation. The origin may
   * lie in the future, it differs between nodes and between incarnations, because a crash is a
   * crash of the machine: readings can only be compared with readings of the same incarnation.
   */
  long monotonicNanos();

  /** The wall clock, in nanoseconds since the epoch. May jump either way. */
  long wallNanos();

  /** The wall clock as an {@link Instant}. */
  default Instant now() {
    long nanos = wallNanos();
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  /**
   * A reading with its uncertainty, in the manner of Spanner's TrueTime (Corbett et al., OSDI 2012,
   * section 3): true time lies within the bounds as long as the clock keeps to the bound that the
   * system model gives it.
   */
  ClockReading reading();
}
