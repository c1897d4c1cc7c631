package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;

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
import java.util.ArrayList;
import java.util.List;

/** Bytes of MicroRaft's messages; each says of which group it is. */
final class RaftWire {
  private RaftWire() {}

  static byte[] encode(RaftMessage message) {
    Out out = new Out();
    switch (message) {
      case AppendEntriesRequest append -> append(head(out, 1, message), append);
      case AppendEntriesSuccessResponse ok ->
          head(out, 2, message)
              .put(ok.getLastLogIndex())
              .put(ok.getQuerySequenceNumber())
              .put(ok.getFlowControlSequenceNumber());
      case AppendEntriesFailureResponse no ->
          head(out, 3, message)
              .put(no.getExpectedNextIndex())
              .put(no.getQuerySequenceNumber())
              .put(no.getFlowControlSequenceNumber());
      case InstallSnapshotRequest install -> install(head(out, 4, message), install);
      case InstallSnapshotResponse next ->
          head(out, 5, message)
              .put(next.getSnapshotIndex())
              .put(next.getRequestedSnapshotChunkIndex())
              .put(next.getQuerySequenceNumber())
              .put(next.getFlowControlSequenceNumber());
      case PreVoteRequest ask ->
          head(out, 6, message).put(ask.getLastLogTerm()).put(ask.getLastLogIndex());
      case PreVoteResponse vote -> head(out, 7, message).put(vote.isGranted());
      case VoteRequest ask ->
          head(out, 8, message)
              .put(ask.getLastLogTerm())
              .put(ask.getLastLogIndex())
              .put(ask.isSticky());
      case VoteResponse vote -> head(out, 9, message).put(vote.isGranted());
      case TriggerLeaderElectionRequest go ->
          head(out, 10, message).put(go.getLastLogTerm()).put(go.getLastLogIndex());
      default -> throw new IllegalArgumentException("MicroRaft says " + message.getClass());
    }
    return out.bytes();
  }

  private static Out head(Out out, int kind, RaftMessage message) {
    return out.put((byte) kind)
        .put((String) message.getGroupId())
        .put(RaftMember.name(message.getSender()))
        .put(message.getTerm());
  }

  private static void append(Out out, AppendEntriesRequest append) {
    out.put(append.getPreviousLogTerm())
        .put(append.getPreviousLogIndex())
        .put(append.getCommitIndex())
        .put(append.getLogEntries().size());
    append.getLogEntries().forEach(entry -> RaftModels.put(out, entry));
    out.put(append.getQuerySequenceNumber()).put(append.getFlowControlSequenceNumber());
  }

  private static void install(Out out, InstallSnapshotRequest install) {
    out.put(install.isSenderLeader())
        .put(install.getSnapshotTerm())
        .put(install.getSnapshotIndex())
        .put(install.getTotalSnapshotChunkCount());
    SnapshotChunk chunk = install.getSnapshotChunk();
    out.put(chunk != null);
    if (chunk != null) {
      RaftModels.put(out, chunk);
    }
    RaftModels.put(out, install.getSnapshottedMembers());
    RaftModels.put(out, install.getGroupMembersView());
    out.put(install.getQuerySequenceNumber()).put(install.getFlowControlSequenceNumber());
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if these bytes are none
   */
  static RaftMessage decode(byte[] bytes) {
    return In.read(bytes, RaftWire::message);
  }

  /** A few words for people. */
  static String describe(byte[] bytes) {
    RaftMessage message;
    try {
      message = decode(bytes);
    } catch (IllegalArgumentException none) {
      return bytes.length + " bytes that are no message";
    }
    String what =
        switch (message) {
          case AppendEntriesRequest append ->
              "append %d after %d, committed %d"
                  .formatted(
                      append.getLogEntries().size(),
                      append.getPreviousLogIndex(),
                      append.getCommitIndex());
          case AppendEntriesSuccessResponse ok -> "appended up to " + ok.getLastLogIndex();
          case AppendEntriesFailureResponse no -> "append refused at " + no.getExpectedNextIndex();
          case InstallSnapshotRequest install -> "snapshot at " + install.getSnapshotIndex();
          case InstallSnapshotResponse next ->
              "part %d of snapshot at %d, please"
                  .formatted(next.getRequestedSnapshotChunkIndex(), next.getSnapshotIndex());
          case PreVoteRequest ask -> "pre-vote? has " + ask.getLastLogIndex();
          case PreVoteResponse vote -> vote.isGranted() ? "pre-vote" : "no pre-vote";
          case VoteRequest ask -> "vote? has " + ask.getLastLogIndex();
          case VoteResponse vote -> vote.isGranted() ? "vote" : "no vote";
          default -> message.getClass().getSimpleName();
        };
    return what + ", term " + message.getTerm();
  }

  private static RaftMessage message(In in) {
    byte kind = in.one();
    String group = in.someText();
    RaftEndpoint sender = new RaftMember(in.someText());
    int term = in.number();
    return switch (kind) {
      case 1 -> append(in, group, sender, term);
      case 2 ->
          FACTORY
              .createAppendEntriesSuccessResponseBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setLastLogIndex(in.big())
              .setQuerySequenceNumber(in.big())
              .setFlowControlSequenceNumber(in.big())
              .build();
      case 3 ->
          FACTORY
              .createAppendEntriesFailureResponseBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setExpectedNextIndex(in.big())
              .setQuerySequenceNumber(in.big())
              .setFlowControlSequenceNumber(in.big())
              .build();
      case 4 -> install(in, group, sender, term);
      case 5 ->
          FACTORY
              .createInstallSnapshotResponseBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setSnapshotIndex(in.big())
              .setRequestedSnapshotChunkIndex(in.number())
              .setQuerySequenceNumber(in.big())
              .setFlowControlSequenceNumber(in.big())
              .build();
      case 6 ->
          FACTORY
              .createPreVoteRequestBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setLastLogTerm(in.number())
              .setLastLogIndex(in.big())
              .build();
      case 7 ->
          FACTORY
              .createPreVoteResponseBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setGranted(in.flag())
              .build();
      case 8 ->
          FACTORY
              .createVoteRequestBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setLastLogTerm(in.number())
              .setLastLogIndex(in.big())
              .setSticky(in.flag())
              .build();
      case 9 ->
          FACTORY
              .createVoteResponseBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setGranted(in.flag())
              .build();
      case 10 ->
          FACTORY
              .createTriggerLeaderElectionRequestBuilder()
              .setGroupId(group)
              .setSender(sender)
              .setTerm(term)
              .setLastLogTerm(in.number())
              .setLastLogIndex(in.big())
              .build();
      default -> throw new IllegalArgumentException("MicroRaft has no message " + kind);
    };
  }

  private static RaftMessage append(In in, String group, RaftEndpoint sender, int term) {
    int previousTerm = in.number();
    long previousIndex = in.big();
    long commitIndex = in.big();
    List<LogEntry> entries = new ArrayList<>();
    for (int left = in.count(RaftModels.ENTRY_BYTES); left > 0; left--) {
      entries.add(RaftModels.entry(in));
    }
    return FACTORY
        .createAppendEntriesRequestBuilder()
        .setGroupId(group)
        .setSender(sender)
        .setTerm(term)
        .setPreviousLogTerm(previousTerm)
        .setPreviousLogIndex(previousIndex)
        .setCommitIndex(commitIndex)
        .setLogEntries(entries)
        .setQuerySequenceNumber(in.big())
        .setFlowControlSequenceNumber(in.big())
        .build();
  }

  private static RaftMessage install(In in, String group, RaftEndpoint sender, int term) {
    return FACTORY
        .createInstallSnapshotRequestBuilder()
        .setGroupId(group)
        .setSender(sender)
        .setTerm(term)
        .setSenderLeader(in.flag())
        .setSnapshotTerm(in.number())
        .setSnapshotIndex(in.big())
        .setTotalSnapshotChunkCount(in.number())
        .setSnapshotChunk(in.flag() ? RaftModels.chunk(in) : null)
        .setSnapshottedMembers(RaftModels.endpoints(in))
        .setGroupMembersView(RaftModels.members(in))
        .setQuerySequenceNumber(in.big())
        .setFlowControlSequenceNumber(in.big())
        .build();
  }
}
