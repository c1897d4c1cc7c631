package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.RaftMessage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One member; groups of several are in worlds. */
final class ReplicaTest {
  private final List<String> sent = new ArrayList<>();

  private Replica replica(String name, List<String> members, RecordLog log) {
    return new Replica(
        "g",
        name,
        members,
        ReplicaOptions.DEFAULT,
        log,
        CounterMachine::new,
        new Random(1),
        (to, message) -> sent.add(to + ": " + message),
        0);
  }

  private Replica leader(RecordLog log) {
    Replica replica = replica("a", List.of("a"), log);
    replica.tick(0);
    assertThat(replica.isLeader()).isTrue();
    return replica;
  }

  private static void ask(Replica replica, long number, Ask ask) {
    replica.receive("client", new GroupMessage.Request(number, ask), 0);
    replica.tick(0);
  }

  @Test
  void an_open_log_is_for_one_member_as_the_next_would_begin_with_nothing() {
    MemoryLog log = new MemoryLog(leaderLog());
    assertThatThrownBy(() -> replica("b", List.of("b"), log))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the log is that of member 'a'");
    assertThatThrownBy(() -> replica("a", List.of("a"), log))
        .isInstanceOf(IllegalStateException.class);
  }

  private List<byte[]> leaderLog() {
    MemoryLog log = new MemoryLog(List.of());
    leader(log);
    return log.crashed().takeRecords();
  }

  @Test
  void a_member_whose_pre_vote_is_refused_for_its_old_term_adopts_the_later_one() {
    Replica member = replica("a", List.of("a", "b", "c"), new MemoryLog(List.of()));
    RaftMessage refusal =
        FACTORY
            .createPreVoteResponseBuilder()
            .setGroupId("g")
            .setSender(new RaftMember("b"))
            .setTerm(6)
            .setGranted(false)
            .build();
    member.receive("b", new GroupMessage.Consensus(RaftWire.encode(refusal)), 0);
    assertThat(member.term()).isEqualTo(6);
    assertThat(member.rebuilt()).isEqualTo(1);
  }

  @Test
  void what_was_answered_is_there_after_a_crash_and_is_answered_again() {
    MemoryLog log = new MemoryLog(List.of());
    Replica before = leader(log);
    ask(before, 1, new Ask.Open(0));
    long session = Long.parseLong(sent.getLast().replaceAll("\\D+", " ").trim().split(" ")[1]);
    ask(before, 2, new Ask.Command(session, 1, CounterMachine.add(5)));

    Replica after = leader(log.crashed());
    assertThat(after.term()).isGreaterThan(before.term());
    List<Long> sums = new ArrayList<>();
    Replica again =
        new Replica(
            "g",
            "a",
            List.of("a"),
            ReplicaOptions.DEFAULT,
            log.crashed(),
            CounterMachine::new,
            new Random(1),
            (_, message) -> {
              if (message instanceof GroupMessage.Reply(_, Outcome.Done(var answer))) {
                sums.add(CounterMachine.value(answer));
              }
            },
            0);
    again.tick(0);
    ask(again, 3, new Ask.Command(session, 1, CounterMachine.add(5)));
    ask(again, 4, new Ask.Command(session, 2, CounterMachine.add(1)));
    assertThat(sums).containsExactly(5L, 6L);
  }

  @Test
  void nothing_is_answered_that_could_not_be_kept() {
    MemoryLog log = new MemoryLog(List.of());
    Replica replica = leader(log);
    log.failFromNowOn();
    sent.clear();
    assertThatThrownBy(() -> ask(replica, 1, new Ask.Open(0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("this disk fails");
    assertThat(sent).isEmpty();
  }

  @Test
  void one_that_has_just_led_consents_to_what_it_has_only_once_that_is_durable() {
    MemoryLog log = new MemoryLog(List.of());
    Replica replica = replica("a", List.of("a", "b", "c"), log);
    RaftEndpoint b = new RaftMember("b");
    consensus(
        replica,
        FACTORY
            .createPreVoteResponseBuilder()
            .setGroupId("g")
            .setSender(b)
            .setTerm(1)
            .setGranted(true)
            .build());
    consensus(
        replica,
        FACTORY
            .createVoteResponseBuilder()
            .setGroupId("g")
            .setSender(b)
            .setTerm(1)
            .setGranted(true)
            .build());
    assertThat(replica.isLeader()).isTrue();
    assertThat(new KeptState(log.crashed()).entry(1)).isNull();
    LogEntry first =
        FACTORY.createLogEntryBuilder().setIndex(1).setTerm(1).setOperation(new byte[0]).build();
    consensus(
        replica,
        FACTORY
            .createAppendEntriesRequestBuilder()
            .setGroupId("g")
            .setSender(b)
            .setTerm(2)
            .setPreviousLogIndex(0)
            .setPreviousLogTerm(0)
            .setCommitIndex(0)
            .setLogEntries(List.of(first))
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(1)
            .build());
    assertThat(sent.getLast()).contains("appended up to 1, term 2");
    assertThat(new KeptState(log.crashed()).entry(1)).isNotNull();
  }

  private static void consensus(Replica replica, RaftMessage message) {
    replica.receive("b", new GroupMessage.Consensus(RaftWire.encode(message)), 0);
  }

  @Test
  void a_log_of_another_member_or_group_is_refused_by_name() {
    MemoryLog log = new MemoryLog(List.of());
    replica("a", List.of("a", "b"), log);
    assertThatThrownBy(() -> replica("b", List.of("a", "b"), log.crashed()))
        .hasMessageContaining("that of member 'a' of [a, b], expected 'b' of [a, b]");
    assertThatThrownBy(() -> replica("a", List.of("a", "b", "c"), log.crashed()))
        .hasMessageContaining("expected 'a' of [a, b, c]");
    assertThatThrownBy(() -> replica("d", List.of("a", "b"), new MemoryLog(List.of())))
        .hasMessageContaining("member 'd' is to be one of [a, b], each once");
  }

  @Test
  void strangers_other_groups_and_bytes_that_are_no_message_are_ignored_and_counted() {
    Replica replica = replica("a", List.of("a", "b"), new MemoryLog(List.of()));
    List<GroupMessage> own = new ArrayList<>();
    new Replica(
        "other",
        "b",
        List.of("a", "b"),
        ReplicaOptions.DEFAULT,
        new MemoryLog(List.of()),
        CounterMachine::new,
        new Random(1),
        (_, message) -> own.add(message),
        0);
    assertThat(own).isNotEmpty();
    sent.clear();
    replica.receive("b", own.getFirst(), 0);
    replica.receive("c", own.getFirst(), 0);
    replica.receive("b", new GroupMessage.Consensus(new byte[] {1, 2}), 0);
    replica.receive("b", new GroupMessage.Reply(1, new Outcome.Expired()), 0);
    assertThat(replica.ignored()).isEqualTo(4);
    assertThat(sent).isEmpty();
  }

  @Test
  void messages_are_the_same_after_their_way_as_bytes() {
    List<GroupMessage> messages =
        List.of(
            new GroupMessage.Request(1, new Ask.Open(0)),
            new GroupMessage.Reply(2, new Outcome.Opened(3)),
            new GroupMessage.Reply(2, new Outcome.Expired()),
            new GroupMessage.Reply(2, new Outcome.Refused("no")),
            new GroupMessage.Reply(2, new Outcome.Overtaken()),
            new GroupMessage.Reply(2, new Outcome.Elsewhere(null)),
            new GroupMessage.Reply(2, new Outcome.Elsewhere("b")));
    for (GroupMessage each : messages) {
      assertThat(GroupCodec.decode(GroupCodec.encode(each))).isEqualTo(each);
    }
    assertThatThrownBy(() -> GroupCodec.decode(new byte[] {9}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GroupCodec.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
