package dev.faultline.group.raft;

import io.microraft.RaftConfig;

/** What MicroRaft is told of time and sizes; its seconds are heartbeats, see {@link RaftTime}. */
final class RaftSettings {
  private static final int BATCH = 1_000;
  private static final int PENDING = 5_000;
  private static final int ELECTION_MILLIS = 500;
  private static final int HEARTBEATS_TO_MISS = 5;

  /** MicroRaft's periodic reports, which are not used. */
  private static final int REPORT_SECONDS = 1_000_000;

  private RaftSettings() {}

  static RaftConfig of(ReplicaOptions options) {
    return RaftConfig.newBuilder()
        .setLeaderHeartbeatPeriodSecs(1)
        .setLeaderHeartbeatTimeoutSecs(HEARTBEATS_TO_MISS)
        .setLeaderElectionTimeoutMillis(ELECTION_MILLIS)
        .setCommitCountToTakeSnapshot(options.snapshotEvery())
        .setMaxPendingLogEntryCount(PENDING)
        .setAppendEntriesRequestBatchSize(BATCH)
        .setRaftNodeReportPublishPeriodSecs(REPORT_SECONDS)
        .build();
  }
}
