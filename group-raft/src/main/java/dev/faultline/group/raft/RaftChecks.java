package dev.faultline.group.raft;

import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.TriggerLeaderElectionRequest;
import io.microraft.model.message.VoteRequest;
import io.microraft.model.message.VoteResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Which messages a member of the group may have sent. MicroRaft logs what it throws on any others
 * and goes on, with a part of the message done, so they must not get there.
 */
final class RaftChecks {
  /** Elections half a second apart do not get here in ten years; half of what an int can be. */
  static final int TERM_MOST = 1 << 30;

  /** More parts than a snapshot of 2 GiB has, which is the largest: MicroRaft lists them all. */
  static final int CHUNKS_MOST = (int) ((1L << 31) / Sessions.CHUNK);

  private final Set<String> members;

  RaftChecks(List<String> members) {
    this.members = Collections.unmodifiableSet(new TreeSet<>(members));
  }

  /**
   * Whether a member may have sent it.
   *
   * @param lastIndex of the entries kept here: nobody can have stored more of them than that
   */
  boolean isPossible(RaftMessage message, long lastIndex) {
    return isTerm(message.getTerm())
        && switch (message) {
          case AppendEntriesRequest append -> isPossible(append);
          case AppendEntriesSuccessResponse ok ->
              isIndex(ok.getLastLogIndex())
                  && ok.getLastLogIndex() <= lastIndex
                  && isCount(ok.getQuerySequenceNumber(), ok.getFlowControlSequenceNumber());
          case AppendEntriesFailureResponse no ->
              isIndex(no.getExpectedNextIndex())
                  && isCount(no.getQuerySequenceNumber(), no.getFlowControlSequenceNumber());
          case InstallSnapshotRequest install -> isPossible(install);
          case InstallSnapshotResponse next ->
              isIndex(next.getSnapshotIndex())
                  && next.getRequestedSnapshotChunkIndex() >= 0
                  && next.getRequestedSnapshotChunkIndex() < CHUNKS_MOST
                  && isCount(next.getQuerySequenceNumber(), next.getFlowControlSequenceNumber());
          case PreVoteRequest ask -> isPosition(ask.getLastLogTerm(), ask.getLastLogIndex());
          case VoteRequest ask -> isPosition(ask.getLastLogTerm(), ask.getLastLogIndex());
          case TriggerLeaderElectionRequest ask ->
              isPosition(ask.getLastLogTerm(), ask.getLastLogIndex());
          case PreVoteResponse _, VoteResponse _ -> true;
          default -> false;
        };
  }

  private static boolean isPossible(AppendEntriesRequest append) {
    if (!isPosition(append.getPreviousLogTerm(), append.getPreviousLogIndex())
        || !isIndex(append.getCommitIndex())
        || !isCount(append.getQuerySequenceNumber(), append.getFlowControlSequenceNumber())) {
      return false;
    }
    long index = append.getPreviousLogIndex();
    int term = append.getPreviousLogTerm();
    for (LogEntry entry : append.getLogEntries()) {
      if (entry.getIndex() != index + 1
          || entry.getTerm() < term
          || !Sessions.isEntry((byte[]) entry.getOperation())) {
        return false;
      }
      index++;
      term = entry.getTerm();
    }
    // Terms only grow, so the last is the highest.
    return term <= append.getTerm();
  }

  private boolean isPossible(InstallSnapshotRequest install) {
    int total = install.getTotalSnapshotChunkCount();
    return isPosition(install.getSnapshotTerm(), install.getSnapshotIndex())
        && total >= 0
        && total <= CHUNKS_MOST
        && isCount(install.getQuerySequenceNumber(), install.getFlowControlSequenceNumber())
        && areMembers(install.getSnapshottedMembers())
        && areMembers(install.getGroupMembersView().getMembers())
        && areMembers(install.getGroupMembersView().getVotingMembers())
        && (install.getSnapshotChunk() == null || isPart(install.getSnapshotChunk(), install));
  }

  /**
   * Whether it is not the last part of a snapshot that no machine can load. That takes the snapshot
   * twice in memory for as long as it is tried.
   */
  static boolean isInstallable(
      RaftMessage message, KeptState kept, Supplier<? extends Machine> machines) {
    if (!(message instanceof InstallSnapshotRequest install)
        || !(install.getSnapshotChunk() instanceof SnapshotChunk last)) {
      return true;
    }
    List<Object> parts = kept.completedBy(last);
    return parts.isEmpty() || Sessions.isSnapshot(parts, machines.get());
  }

  private boolean isPart(SnapshotChunk chunk, InstallSnapshotRequest of) {
    return chunk.getIndex() == of.getSnapshotIndex()
        && chunk.getTerm() == of.getSnapshotTerm()
        && chunk.getSnapshotChunkCount() == of.getTotalSnapshotChunkCount()
        && chunk.getSnapshotChunkIndex() >= 0
        && chunk.getSnapshotChunkIndex() < chunk.getSnapshotChunkCount()
        && areMembers(chunk.getGroupMembersView().getMembers())
        && areMembers(chunk.getGroupMembersView().getVotingMembers());
  }

  private boolean areMembers(Collection<RaftEndpoint> some) {
    return some.stream().allMatch(each -> members.contains(RaftMember.name(each)));
  }

  private static boolean isPosition(int term, long index) {
    return isTerm(term) && isIndex(index);
  }

  private static boolean isTerm(int term) {
    return term >= 0 && term <= TERM_MOST;
  }

  private static boolean isIndex(long index) {
    return index >= 0 && index <= Long.MAX_VALUE / 2;
  }

  private static boolean isCount(long queries, long flow) {
    return queries >= 0 && flow >= 0;
  }
}
