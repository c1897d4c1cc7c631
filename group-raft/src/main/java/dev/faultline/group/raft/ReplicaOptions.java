package dev.faultline.group.raft;

import java.time.Duration;
import java.util.Optional;

/**
 * Options of a member; they must be the same for all members.
 *
 * @param heartbeat the interval of a leader's heartbeats; after five missed ones an election
 *     begins. At least a millisecond
 * @param standstill after how long without progress a member is rebuilt from its log; empty for
 *     unchanged MicroRaft: no member is rebuilt, and none of the workarounds is active. At least
 *     ten heartbeats
 * @param snapshotEvery after how many commands a snapshot replaces the log before it
 * @param sessions how many client sessions are kept; the one with the oldest last command is
 *     dropped first
 */
public record ReplicaOptions(
    Duration heartbeat, Optional<Duration> standstill, int snapshotEvery, int sessions) {
  /** Heartbeats every 100 ms, rebuilt after 3 s, a snapshot every 10,000 commands. */
  public static final ReplicaOptions DEFAULT =
      new ReplicaOptions(
          Duration.ofMillis(100), Optional.of(Duration.ofSeconds(3)), 10_000, 10_000);

  /**
   * Options.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  public ReplicaOptions {
    if (heartbeat.compareTo(Duration.ofMillis(1)) < 0
        || heartbeat.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "heartbeat is " + heartbeat + ", expected 1 ms to an hour");
    }
    if (standstill.isPresent() && standstill.get().compareTo(heartbeat.multipliedBy(10)) < 0) {
      throw new IllegalArgumentException(
          "standstill is %s, expected at least ten heartbeats, %s"
              .formatted(standstill.get(), heartbeat.multipliedBy(10)));
    }
    if (snapshotEvery < 2) {
      throw new IllegalArgumentException(
          "snapshotEvery is " + snapshotEvery + ", expected 2 at least");
    }
    if (sessions < 1) {
      throw new IllegalArgumentException("sessions is " + sessions + ", expected 1 at least");
    }
  }

  /** The same with other heartbeats. */
  public ReplicaOptions withHeartbeat(Duration other) {
    return new ReplicaOptions(other, standstill, snapshotEvery, sessions);
  }

  /** The same, rebuilt after another time. */
  public ReplicaOptions withStandstill(Optional<Duration> other) {
    return new ReplicaOptions(heartbeat, other, snapshotEvery, sessions);
  }

  /** The same with snapshots after another number of commands. */
  public ReplicaOptions withSnapshotEvery(int other) {
    return new ReplicaOptions(heartbeat, standstill, other, sessions);
  }

  /** The same with another number of sessions. */
  public ReplicaOptions withSessions(int other) {
    return new ReplicaOptions(heartbeat, standstill, snapshotEvery, other);
  }
}
