package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;

import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends as a follower of MicroRaft 0.7 can take them. One that has entries behind its snapshot
 * does not know the term at the snapshot's index any more, and refuses for good what begins there
 * or before. But all up to a snapshot is committed, so a leader has the same: what it sends of that
 * can be left out, and what follows is compared with what is kept here.
 */
final class Appends {
  private final KeptState kept;

  /** An append that says nothing new, which MicroRaft is going to refuse. */
  private @Nullable AppendEntriesRequest known;

  Appends(KeptState kept) {
    this.kept = kept;
  }

  /**
   * What to hand to MicroRaft instead.
   *
   * @param term of this member: an older leader's message is MicroRaft's to refuse
   * @return null if a conflicting entry was cut from what is kept: MicroRaft has to be built again
   *     from that before it gets the message
   */
  @Nullable AppendEntriesRequest mend(AppendEntriesRequest request, int term) throws IOException {
    known = null;
    long snapshot = kept.snapshotIndex();
    if (request.getTerm() < term || snapshot == 0 || request.getPreviousLogIndex() > snapshot) {
      return request;
    }
    List<LogEntry> entries = request.getLogEntries();
    long previous = request.getPreviousLogIndex();
    int previousTerm = request.getPreviousLogTerm();
    while (!entries.isEmpty()) {
      LogEntry first = entries.getFirst();
      if (first.getIndex() > snapshot) {
        LogEntry ours = kept.entry(first.getIndex());
        if (ours == null) {
          break;
        }
        if (ours.getTerm() != first.getTerm()) {
          if (previous <= snapshot) {
            kept.truncateLogEntriesFrom(first.getIndex());
            kept.flush();
            return null;
          }
          break;
        }
      }
      previous = first.getIndex();
      previousTerm = first.getTerm();
      entries = entries.subList(1, entries.size());
    }
    AppendEntriesRequest mended =
        FACTORY
            .createAppendEntriesRequestBuilder()
            .setGroupId(request.getGroupId())
            .setSender(request.getSender())
            .setTerm(request.getTerm())
            .setPreviousLogIndex(previous)
            .setPreviousLogTerm(previousTerm)
            .setCommitIndex(request.getCommitIndex())
            .setLogEntries(entries)
            .setQuerySequenceNumber(request.getQuerySequenceNumber())
            .setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
            .build();
    if (previous <= snapshot && entries.isEmpty()) {
      known = mended;
    }
    return mended;
  }

  /** The append that {@link #mend} was asked about last has been handled. */
  void handled() {
    known = null;
  }

  /** What to send in place of an answer of MicroRaft's. */
  RaftMessage answer(RaftMessage message) {
    AppendEntriesRequest asked = known;
    if (asked == null
        || !(message instanceof AppendEntriesFailureResponse refusal)
        || refusal.getTerm() != asked.getTerm()) {
      return message;
    }
    known = null;
    return FACTORY
        .createAppendEntriesSuccessResponseBuilder()
        .setGroupId(refusal.getGroupId())
        .setSender(refusal.getSender())
        .setTerm(refusal.getTerm())
        .setLastLogIndex(asked.getPreviousLogIndex())
        .setQuerySequenceNumber(asked.getQuerySequenceNumber())
        .setFlowControlSequenceNumber(asked.getFlowControlSequenceNumber())
        .build();
  }
}
