package dev.faultline.group.raft;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Time as MicroRaft has it. It counts heartbeats in whole seconds; here a heartbeat is one of its
 * seconds, however long that is. It never goes back.
 */
final class RaftTime extends Clock {
  private static final double SECOND = 1e9;

  /** MicroRaft takes 0 for never. */
  private static final long FIRST_MILLIS = 1_000_000_000_000L;

  private final long startNanos;
  private final double scale;
  private long elapsedNanos;

  RaftTime(Duration heartbeat, long startNanos) {
    this.scale = heartbeat.toNanos() / SECOND;
    this.startNanos = startNanos;
  }

  void advance(long nowNanos) {
    elapsedNanos = Math.max(elapsedNanos, nowNanos - startNanos);
  }

  /** Since the start. */
  long elapsedNanos() {
    return elapsedNanos;
  }

  /** The reading of the caller's clock at a time since the start. */
  long reading(long elapsed) {
    return startNanos + elapsed;
  }

  /** When so much of MicroRaft's time has gone by, in nanoseconds since the start. */
  long after(long raftNanos) {
    return elapsedNanos + (long) (raftNanos * scale);
  }

  @Override
  public long millis() {
    return FIRST_MILLIS + (long) (elapsedNanos / scale / 1e6);
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
