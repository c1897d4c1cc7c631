package dev.faultline.group.raft;

import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.VoteRequest;
import java.time.Duration;
import java.util.Optional;

/** Since when a member has shown no sign of progress; the watchdog's clock. */
final class Progress {
  private final RaftTime time;
  private final Optional<Duration> standstill;
  private long lastNanos;

  Progress(RaftTime time, Optional<Duration> standstill) {
    this.time = time;
    this.standstill = standstill;
  }

  void made() {
    lastNanos = time.elapsedNanos();
  }

  /** A member makes progress if it accepts messages of a leader, or requests votes itself. */
  void sending(RaftMessage message) {
    if (message instanceof AppendEntriesSuccessResponse
        || message instanceof InstallSnapshotResponse
        || message instanceof PreVoteRequest
        || message instanceof VoteRequest) {
      made();
    }
  }

  boolean isWatched() {
    return standstill.isPresent();
  }

  boolean isStandstill() {
    return isWatched() && time.elapsedNanos() >= dueNanos();
  }

  /** When it stands still if nothing happens until then, since the replica was made. */
  long dueNanos() {
    return standstill.map(each -> lastNanos + each.toNanos()).orElse(Long.MAX_VALUE);
  }
}
