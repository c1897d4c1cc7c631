package dev.faultline.examples.resilience4j;

import dev.faultline.core.NodeClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of a node, as {@code Clock.systemUTC()} is that of a machine. */
final class NodeWallClock extends Clock {
  private final NodeClock clock;

  NodeWallClock(NodeClock clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    return clock.now();
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
