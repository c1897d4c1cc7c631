package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesRequest.AppendEntriesRequestBuilder;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What no member sends is ignored, counted, and changes nothing. */
final class HostileMessagesTest {
  private static final List<String> MEMBERS = List.of("a", "b", "c");
  private static final RaftEndpoint B = new RaftMember("b");
  private static final byte[] COMMAND = GroupCodec.encode(new Ask.Command(1, 1, new byte[3]));

  private final List<String> sent = new ArrayList<>();
  private final MemoryLog log = new MemoryLog(List.of());
  private final Replica replica = member(log, (to, message) -> sent.add(to + ": " + message));

  private static Replica member(RecordLog log, ReplicaPort port) {
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

  private void receive(String from, RaftMessage message) {
    replica.receive(from, new GroupMessage.Consensus(RaftWire.encode(message)), 0);
  }

  private void requireIgnored(RaftMessage message) {
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

  private void requireTaken(RaftMessage message) {
    long before = replica.ignored();
    receive("b", message);
    assertThat(replica.ignored()).as(message.toString()).isEqualTo(before);
  }

  private static LogEntry entry(long index, int term, byte[] operation) {
    return FACTORY
        .createLogEntryBuilder()
        .setIndex(index)
        .setTerm(term)
        .setOperation(operation)
        .build();
  }

  private static AppendEntriesRequest append(Consumer<AppendEntriesRequestBuilder> change) {
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

  @Test
  void entries_that_no_leader_has_are_ignored() {
    List<List<LogEntry>> impossible =
        List.of(
            List.of(entry(2, 1, new byte[0])),
            List.of(entry(1, 1, new byte[0]), entry(3, 1, COMMAND)),
            List.of(entry(1, 2, new byte[0]), entry(2, 1, COMMAND)),
            List.of(entry(1, 3, new byte[0])),
            List.of(entry(1, 1, new byte[] {9})),
            List.of(entry(1, 1, GroupCodec.encode(new Ask.Query(new byte[0])))));
    impossible.forEach(each -> requireIgnored(append(builder -> builder.setLogEntries(each))));
    requireIgnored(append(builder -> builder.setTerm(RaftChecks.TERM_MOST + 1)));
    requireIgnored(append(builder -> builder.setTerm(-1).setLogEntries(List.of())));
    requireIgnored(append(builder -> builder.setCommitIndex(-1)));
    requireIgnored(append(builder -> builder.setCommitIndex(Long.MAX_VALUE)));
    requireIgnored(append(builder -> builder.setQuerySequenceNumber(-1)));
    requireIgnored(append(builder -> builder.setFlowControlSequenceNumber(-1)));
    requireIgnored(append(builder -> builder.setPreviousLogIndex(-1).setLogEntries(List.of())));
    requireIgnored(
        append(builder ->
            builder.setPreviousLogTerm(3).setPreviousLogIndex(7).setLogEntries(List.of())));

    requireTaken(append(_ -> {}));
    assertThat(sent).last().asString().contains("appended up to 2");
    assertThat(replica.term()).isEqualTo(2);
  }

  @Test
  void answers_and_questions_with_numbers_that_do_not_exist_are_ignored() {
    requireIgnored(appended(1));
    requireIgnored(appended(-1));
    requireTaken(append(_ -> {}));
    requireTaken(appended(2));
    requireIgnored(appended(3));
    requireIgnored(
        FACTORY
            .createAppendEntriesFailureResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(2)
            .setExpectedNextIndex(-1)
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(0)
            .build());
    requireIgnored(vote(-1, 0));
    requireIgnored(vote(RaftChecks.TERM_MOST + 1, 0));
    requireIgnored(vote(3, -1));
    requireIgnored(
        FACTORY
            .createPreVoteRequestBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(3)
            .setLastLogTerm(-1)
            .setLastLogIndex(0)
            .build());
    requireIgnored(
        FACTORY
            .createInstallSnapshotResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(2)
            .setSnapshotIndex(1)
            .setRequestedSnapshotChunkIndex(-1)
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(0)
            .build());
    requireTaken(vote(3, 0));
  }

  private static RaftMessage appended(long index) {
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

  private static RaftMessage vote(int term, long index) {
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

  private static RaftGroupMembersView view(String... names) {
    List<RaftEndpoint> all = Arrays.stream(names).<RaftEndpoint>map(RaftMember::new).toList();
    return FACTORY
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(0)
        .setMembers(all)
        .setVotingMembers(all)
        .build();
  }

  private static final int NO_PART = -2;

  private static InstallSnapshotRequest install(
      int parts, int part, long index, RaftGroupMembersView view) {
    return install(parts, part, index, view, new byte[4]);
  }

  private static InstallSnapshotRequest install(
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

  @Test
  void parts_of_a_snapshot_that_cannot_be_are_ignored_and_take_no_memory() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireIgnored(install(Integer.MAX_VALUE, 0, 5, all));
    requireIgnored(install(RaftChecks.CHUNKS_MOST + 1, 0, 5, all));
    requireIgnored(install(-1, NO_PART, 5, all));
    requireIgnored(install(2, 2, 5, all));
    requireIgnored(install(2, -1, 5, all));
    requireIgnored(install(2, 0, 6, all));
    requireIgnored(install(2, 0, 5, view("a", "b", "d")));
    requireTaken(install(2, 0, 5, all));
    assertThat(sent).last().asString().contains("part 1 of snapshot at 5");
  }

  @Test
  void a_snapshot_that_no_machine_can_load_is_ignored_and_the_member_starts_again() {
    requireIgnored(install(1, 0, 5, view("a", "b", "c")));
    requireTaken(install(2, 0, 5, view("a", "b", "c")));
    receive("b", install(2, 1, 5, view("a", "b", "c")));
    assertThat(replica.ignored()).isEqualTo(2);

    Replica again = member(log.crashed(), (_, _) -> {});
    again.tick(0);
    assertThat(again.term()).isEqualTo(replica.term());
  }

  @Test
  void after_parts_that_no_machine_can_load_the_right_ones_are_asked_for_and_taken() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireTaken(install(2, 0, 5, all));
    receive("b", install(2, 1, 5, all));
    assertThat(replica.ignored()).isEqualTo(1);
    requireSnapshotTaken();
  }

  @Test
  void a_part_of_a_snapshot_of_another_size_does_not_complete_one_untried() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireTaken(install(2, 0, 5, all));
    receive("b", install(1, 0, 5, all));
    assertThat(replica.ignored()).isEqualTo(1);
    requireTaken(install(3, 2, 5, all));
    requireTaken(install(2, 1, 5, all));

    Replica again = member(log.crashed(), (_, _) -> {});
    assertThat(again.term()).isEqualTo(replica.term());
  }

  private void requireSnapshotTaken() {
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

  @Test
  void
      a_member_whose_log_has_a_snapshot_that_no_machine_can_load_says_so_and_does_not_start_empty() {
    replica.tick(0);
    List<byte[]> records = new ArrayList<>(log.crashed().takeRecords());
    Out out = new Out().put((byte) 5);
    SnapshotChunk bad = (SnapshotChunk) install(1, 0, 5, view("a", "b", "c")).getSnapshotChunk();
    RaftModels.put(out, Objects.requireNonNull(bad));
    records.add(out.bytes());
    assertThatThrownBy(() -> member(new MemoryLog(records), (_, _) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("member 'a' of group 'g'")
        .hasMessageContaining("end too early")
        .hasMessageContaining("start it with a machine that can load that")
        .hasMessageContaining("must not start empty");
  }

  @Test
  void a_name_that_is_not_the_senders_is_ignored() {
    AppendEntriesRequest ofB = append(_ -> {});
    receive("c", ofB);
    receive("stranger", ofB);
    receive("a", append(builder -> builder.setSender(new RaftMember("a"))));
    receive("b", append(builder -> builder.setGroupId("another")));
    receive("stranger", append(builder -> builder.setSender(new RaftMember("stranger"))));
    assertThat(replica.ignored()).isEqualTo(5);
    assertThat(replica.term()).isZero();
  }

  @Test
  void commands_numbered_as_none_are_ignored() {
    for (Ask each :
        List.of(
            new Ask.Command(0, 1, new byte[0]),
            new Ask.Command(-1, 1, new byte[0]),
            new Ask.Command(1, 0, new byte[0]),
            new Ask.Command(1, Long.MIN_VALUE, new byte[0]))) {
      sent.clear();
      replica.receive("client", new GroupMessage.Request(1, each), 0);
      assertThat(sent).isEmpty();
    }
    assertThat(replica.ignored()).isEqualTo(4);
    replica.receive("client", new GroupMessage.Request(1, new Ask.Command(1, 1, COMMAND)), 0);
    assertThat(sent).hasSize(1);
  }

  @Test
  void changed_bytes_are_refused_or_are_another_message_and_no_length_is_believed() {
    long seed = 7;
    Random random = new Random(seed);
    List<byte[]> valid = new ArrayList<>();
    for (RaftMessage each :
        List.of(append(_ -> {}), appended(1), vote(1, 0), install(2, 0, 5, view("a", "b", "c")))) {
      valid.add(GroupCodec.encode(new GroupMessage.Consensus(RaftWire.encode(each))));
    }
    valid.add(GroupCodec.encode(new GroupMessage.Request(1, new Ask.Command(1, 1, COMMAND))));
    valid.add(GroupCodec.encode(new GroupMessage.Reply(1, new Outcome.Done(COMMAND))));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.get(i % valid.size()).clone();
      int at = random.nextInt(bytes.length);
      if (random.nextBoolean() && at + Integer.BYTES <= bytes.length) {
        int claimed = random.nextBoolean() ? Integer.MAX_VALUE - random.nextInt(9) : -1;
        ByteBuffer.wrap(bytes).putInt(at, claimed);
      } else {
        bytes[at] = (byte) random.nextInt();
      }
      byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      try {
        GroupMessage message = GroupCodec.decode(cut);
        if (message instanceof GroupMessage.Consensus(var inner)) {
          RaftWire.decode(inner);
        }
      } catch (IllegalArgumentException none) {
        refused++;
      }
    }
    assertThat(refused).as("seed " + seed).isGreaterThan(5_000);
  }

  @Test
  void a_port_that_throws_stops_the_member_by_name_and_for_good() {
    boolean[] isFailing = {false};
    List<GroupMessage> out = new ArrayList<>();
    Replica member =
        member(
            new MemoryLog(List.of()),
            (_, message) -> {
              if (isFailing[0]) {
                throw new IllegalStateException("no such route");
              }
              out.add(message);
            });
    isFailing[0] = true;
    GroupMessage request = new GroupMessage.Request(1, new Ask.Open(0));
    assertThatThrownBy(() -> member.receive("client", request, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("member 'a' of group 'g' stops")
        .hasMessageContaining("no such route");
    isFailing[0] = false;
    out.clear();
    assertThatThrownBy(() -> member.receive("client", request, 0))
        .hasMessageContaining("no such route");
    assertThat(out).isEmpty();
  }

  @Test
  void whatever_is_thrown_while_it_is_rebuilt_stops_the_member_for_good() {
    List<String> made = new ArrayList<>();
    Replica member =
        new Replica(
            "g",
            "a",
            MEMBERS,
            ReplicaOptions.DEFAULT,
            new MemoryLog(List.of()),
            () -> {
              if (!made.isEmpty()) {
                throw new IllegalArgumentException("one machine is enough");
              }
              made.add("machine");
              return new CounterMachine();
            },
            new Random(1),
            (_, _) -> {},
            0);
    RaftMessage refusal =
        FACTORY
            .createPreVoteResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(5)
            .setGranted(false)
            .build();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> member.receive("b", new GroupMessage.Consensus(RaftWire.encode(refusal)), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("member 'a' of group 'g' stops")
          .hasMessageContaining("one machine is enough");
    }
  }

  @Test
  void a_log_that_throws_anything_at_all_stops_the_member() {
    MemoryLog own = new MemoryLog(List.of());
    Replica member = member(own, (_, _) -> {});
    own.throwFromNowOn(new IllegalStateException("a bug of the log"));
    GroupMessage append = new GroupMessage.Consensus(RaftWire.encode(append(_ -> {})));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> member.receive("b", append, 0))
          .hasMessageContaining("a bug of the log");
    }
  }
}
