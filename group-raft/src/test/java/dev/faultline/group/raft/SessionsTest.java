package dev.faultline.group.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionsTest {
  private final Sessions sessions = new Sessions(new CounterMachine(), 2);
  private long index;

  private Outcome run(Ask ask) {
    return (Outcome) sessions.runOperation(++index, GroupCodec.encode(ask));
  }

  private long open() {
    return ((Outcome.Opened) run(new Ask.Open())).session();
  }

  private Outcome add(long session, long sequence, long delta) {
    return run(new Ask.Command(session, sequence, CounterMachine.add(delta)));
  }

  private static long sum(Outcome outcome) {
    return CounterMachine.value(((Outcome.Done) outcome).answer());
  }

  @Test
  void a_command_that_comes_again_answers_as_it_did_and_does_nothing() {
    long session = open();
    assertThat(sum(add(session, 1, 5))).isEqualTo(5);
    assertThat(sum(add(session, 1, 5))).isEqualTo(5);
    assertThat(sum(add(session, 2, 1))).isEqualTo(6);
    assertThat(add(session, 1, 5)).isEqualTo(new Outcome.Overtaken());
    assertThat(sum(add(session, 4, 1))).isEqualTo(7);
    assertThat(add(session, 3, 1)).isEqualTo(new Outcome.Overtaken());
  }

  @Test
  void the_session_whose_last_command_is_the_oldest_is_forgotten_first() {
    long one = open();
    long two = open();
    add(one, 1, 1);
    open();
    assertThat(add(two, 1, 1)).isEqualTo(new Outcome.Expired());
    assertThat(sum(add(one, 2, 1))).isEqualTo(2);
  }

  @Test
  void a_snapshot_has_the_machine_and_what_each_session_was_answered_in_their_order() {
    long one = open();
    long two = open();
    add(two, 1, 3);
    add(one, 1, 4);
    List<Object> chunks = new ArrayList<>();
    sessions.takeSnapshot(index, chunks::add);

    Sessions other = new Sessions(new CounterMachine(), 2);
    other.installSnapshot(index, chunks);
    Ask again = new Ask.Command(one, 1, CounterMachine.add(4));
    assertThat(sum((Outcome) other.runOperation(9, GroupCodec.encode(again)))).isEqualTo(7);
    other.runOperation(10, GroupCodec.encode(new Ask.Open()));
    Ask oldest = new Ask.Command(two, 2, CounterMachine.add(1));
    assertThat(other.runOperation(11, GroupCodec.encode(oldest))).isEqualTo(new Outcome.Expired());
  }
}
