package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesRequest.AppendEntriesRequestBuilder;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A member of a group of three, and what a hostile sender may send to it. */
abstract class HostileMember {
  static final List<String> MEMBERS = List.of("a", "b", "c");
  static final RaftEndpoint B = new RaftMember("b");
  static final byte[] COMMAND = GroupCodec.encode(new Ask.Command(1, 1, new byte[3]));

  final List<String> sent = new ArrayList<>();
  final MemoryLog log = new MemoryLog(List.of());
  final Replica replica = member(log, (to, message) -> sent.add(to + ": " + message));

  static Replica member(RecordLog log, ReplicaPort port) {
    return new Replica(
        "g",
        "a",
        MEMBERS,
        ReplicaOptions.DEFAULT,
        log,
        CounterMachine::new,
        new Random(1),
        port,
        0);
  }

  void receive(String from, RaftMessage message) {
    replica.receive(from, new GroupMessage.Consensus(RaftWire.encode(message)), 0);
  }

  void requireIgnored(RaftMessage message) {
    long before = replica.ignored();
    int term = replica.term();
    int records = log.crashed().takeRecords().size();
    sent.clear();
    receive("b", message);
    assertThat(replica.ignored()).as(message.toString()).isEqualTo(before + 1);
    assertThat(sent).as(message.toString()).isEmpty();
    assertThat(replica.term()).isEqualTo(term);
    assertThat(log.crashed().takeRecords()).hasSize(records);
  }

  void requireTaken(RaftMessage message) {
    long before = replica.ignored();
    receive("b", message);
    assertThat(replica.ignored()).as(message.toString()).isEqualTo(before);
  }

  static LogEntry entry(long index, int term, byte[] operation) {
    return FACTORY
        .createLogEntryBuilder()
        .setIndex(index)
        .setTerm(term)
        .setOperation(operation)
        .build();
  }

  static AppendEntriesRequest append(Consumer<AppendEntriesRequestBuilder> change) {
    AppendEntriesRequestBuilder builder =
        FACTORY
            .createAppendEntriesRequestBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(2)
            .setPreviousLogIndex(0)
            .setPreviousLogTerm(0)
            .setCommitIndex(0)
            .setLogEntries(List.of(entry(1, 1, new byte[0]), entry(2, 2, COMMAND)))
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(1);
    change.accept(builder);
    return builder.build();
  }

  static RaftMessage appended(long index) {
    return FACTORY
        .createAppendEntriesSuccessResponseBuilder()
        .setGroupId("g")
        .setSender(B)
        .setTerm(2)
        .setLastLogIndex(index)
        .setQuerySequenceNumber(0)
        .setFlowControlSequenceNumber(0)
        .build();
  }

  static RaftMessage vote(int term, long index) {
    return FACTORY
        .createVoteRequestBuilder()
        .setGroupId("g")
        .setSender(B)
        .setTerm(term)
        .setLastLogTerm(0)
        .setLastLogIndex(index)
        .setSticky(false)
        .build();
  }

  static RaftGroupMembersView view(String... names) {
    List<RaftEndpoint> all = Arrays.stream(names).<RaftEndpoint>map(RaftMember::new).toList();
    return FACTORY
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(0)
        .setMembers(all)
        .setVotingMembers(all)
        .build();
  }

  static final int NO_PART = -2;

  static InstallSnapshotRequest install(
      int parts, int part, long index, RaftGroupMembersView view) {
    return install(parts, part, index, view, new byte[4]);
  }

  static InstallSnapshotRequest install(
      int parts, int part, long index, RaftGroupMembersView view, byte[] bytes) {
    return FACTORY
        .createInstallSnapshotRequestBuilder()
        .setGroupId("g")
        .setSender(B)
        .setTerm(2)
        .setSenderLeader(true)
        .setSnapshotTerm(1)
        .setSnapshotIndex(5)
        .setTotalSnapshotChunkCount(parts)
        .setSnapshotChunk(
            part == NO_PART
                ? null
                : FACTORY
                    .createSnapshotChunkBuilder()
                    .setIndex(index)
                    .setTerm(1)
                    .setOperation(bytes)
                    .setSnapshotChunkIndex(part)
                    .setSnapshotChunkCount(parts)
                    .setGroupMembersView(view)
                    .build())
        .setSnapshottedMembers(view.getMembers())
        .setGroupMembersView(view)
        .setQuerySequenceNumber(0)
        .setFlowControlSequenceNumber(1)
        .build();
  }

  void requireSnapshotTaken() {
    RaftGroupMembersView all = view("a", "b", "c");
    CounterMachine five = new CounterMachine();
    five.apply(CounterMachine.add(5));
    byte[] bytes = new Out().put(0).put(five.save()).bytes();
    sent.clear();
    requireTaken(install(2, 0, 5, all, Arrays.copyOf(bytes, 7)));
    assertThat(sent).last().asString().contains("part 1 of snapshot at 5");
    requireTaken(install(2, 1, 5, all, Arrays.copyOfRange(bytes, 7, bytes.length)));
    assertThat(log.crashed().takeRecords()).isNotEmpty();
    RaftMessage next =
        append(builder ->
            builder
                .setPreviousLogIndex(5)
                .setPreviousLogTerm(1)
                .setLogEntries(List.of(entry(6, 2, new byte[0]))));
    sent.clear();
    requireTaken(next);
    assertThat(sent).last().asString().contains("appended up to 6");
  }
}
