package dev.faultline.examples.microraft.server;

import dev.faultline.core.NodeClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** One of the node's clocks in the shape that MicroRaft wants. */
final class WorldClock extends Clock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final NodeClock clock;

  /** What makes monotonic time begin at the wall time at which this clock was made. */
  private final long began;

  private final boolean wall;

  WorldClock(NodeClock clock, boolean wall) {
    this.clock = clock;
    // MicroRaft takes 0 for "never", so its clock has to be that of a calendar; but one that no
    // jump
    // of the calendar moves.
    began = wall ? 0 : clock.wallNanos() - clock.monotonicNanos();
    this.wall = wall;
  }

  @Override
  public long millis() {
    return Math.floorDiv(
        wall ? clock.wallNanos() : began + clock.monotonicNanos(), NANOS_PER_MILLI);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
