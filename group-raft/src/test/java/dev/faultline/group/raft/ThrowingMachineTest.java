package dev.faultline.group.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A machine that throws, after it has changed its state. */
final class ThrowingMachineTest {
  private static final byte[] REFUSED = {0};
  private static final byte[] FATAL = {1};

  private static final class Counting implements Machine {
    byte count;

    @Override
    public byte[] apply(byte[] command) {
      count++;
      if (command.length == 0) {
        return save();
      }
      if (command[0] == FATAL[0]) {
        throw new StackOverflowError("too deep");
      }
      throw new IllegalArgumentException("no such command");
    }

    @Override
    public byte[] query(byte[] question) {
      if (question.length > 0) {
        throw new IllegalArgumentException("no such question");
      }
      return save();
    }

    @Override
    public byte[] save() {
      return new byte[] {count};
    }

    @Override
    public void load(byte[] state) {
      count = state[0];
    }
  }

  private final List<Outcome> outcomes = new ArrayList<>();

  private Replica leader(RecordLog log) {
    Replica replica =
        new Replica(
            "g",
            "a",
            List.of("a"),
            ReplicaOptions.DEFAULT,
            log,
            Counting::new,
            new Random(1),
            (_, message) -> {
              if (message instanceof GroupMessage.Reply(_, var outcome)) {
                outcomes.add(outcome);
              }
            },
            0);
    replica.tick(0);
    return replica;
  }

  private Outcome ask(Replica replica, Ask ask) {
    replica.receive("client", new GroupMessage.Request(1, ask), 0);
    replica.tick(0);
    return outcomes.removeLast();
  }

  private long open(Replica replica) {
    return ((Outcome.Opened) ask(replica, new Ask.Open(0))).session();
  }

  private void requireCount(Replica replica, int count) {
    assertThat(ask(replica, new Ask.Query(new byte[0])))
        .isInstanceOfSatisfying(
            Outcome.Done.class, done -> assertThat(done.answer()).containsExactly(count));
  }

  @Test
  void a_command_that_throws_is_answered_and_a_repetition_does_not_execute_it_again() {
    MemoryLog log = new MemoryLog(List.of());
    Replica replica = leader(log);
    long session = open(replica);
    Outcome refused = new Outcome.Refused("java.lang.IllegalArgumentException: no such command");
    Ask command = new Ask.Command(session, 1, REFUSED);
    assertThat(ask(replica, command)).isEqualTo(refused);
    assertThat(ask(replica, command)).isEqualTo(refused);
    requireCount(replica, 1);

    Replica after = leader(log.crashed());
    assertThat(ask(after, command)).isEqualTo(refused);
    requireCount(after, 1);
    assertThat(ask(after, new Ask.Command(session, 2, new byte[0])))
        .isInstanceOf(Outcome.Done.class);
    requireCount(after, 2);
  }

  @Test
  void a_query_that_throws_is_answered() {
    assertThat(ask(leader(new MemoryLog(List.of())), new Ask.Query(REFUSED)))
        .isEqualTo(new Outcome.Refused("java.lang.IllegalArgumentException: no such question"));
  }

  @Test
  void a_snapshot_has_a_refusal_as_well() {
    Sessions one = new Sessions(new Counting(), 2);
    one.runOperation(1, GroupCodec.encode(new Ask.Open(0)));
    byte[] command = GroupCodec.encode(new Ask.Command(1, 1, REFUSED));
    Object refused = one.runOperation(2, command);
    List<Object> chunks = new ArrayList<>();
    one.takeSnapshot(2, chunks::add);

    Counting machine = new Counting();
    Sessions other = new Sessions(machine, 2);
    other.installSnapshot(2, chunks);
    assertThat(other.runOperation(3, command)).isEqualTo(refused);
    assertThat(machine.count).isEqualTo((byte) 1);
  }

  @Test
  void an_error_stops_the_member_by_name_and_for_good() {
    Replica replica = leader(new MemoryLog(List.of()));
    Ask fatal = new Ask.Command(open(replica), 1, FATAL);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ask(replica, fatal))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("member 'a' of group 'g' stops")
          .hasMessageContaining("StackOverflowError: too deep");
    }
  }
}
