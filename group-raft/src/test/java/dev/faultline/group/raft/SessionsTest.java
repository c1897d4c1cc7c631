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
    return ((Outcome.Opened) run(new Ask.Open(0))).session();
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
    other.runOperation(10, GroupCodec.encode(new Ask.Open(0)));
    Ask oldest = new Ask.Command(two, 2, CounterMachine.add(1));
    assertThat(other.runOperation(11, GroupCodec.encode(oldest))).isEqualTo(new Outcome.Expired());
  }

  @Test
  void an_opening_that_comes_again_opens_no_other_session_and_forgets_nobody() {
    long one = ((Outcome.Opened) run(new Ask.Open(77))).session();
    long two = open();
    add(two, 1, 1);
    assertThat(run(new Ask.Open(77))).isEqualTo(new Outcome.Opened(one));
    assertThat(sum(add(one, 1, 5))).isEqualTo(6);
    assertThat(sum(add(two, 2, 1))).isEqualTo(7);
    assertThat(sum(add(one, 1, 5))).isEqualTo(6);
  }

  @Test
  void a_client_that_draws_the_names_of_another_is_not_given_its_used_session() {
    long one = ((Outcome.Opened) run(new Ask.Open(77))).session();
    assertThat(sum(add(one, 1, 5))).isEqualTo(5);
    List<Object> chunks = new ArrayList<>();
    long other = ((Outcome.Opened) run(new Ask.Open(77))).session();
    assertThat(other).isNotEqualTo(one);
    assertThat(sum(add(other, 1, 1)))
        .as("its command is no repetition of the first's")
        .isEqualTo(6);
    assertThat(sum(add(one, 1, 5))).as("which still has its answer").isEqualTo(5);

    sessions.takeSnapshot(index, chunks::add);
    long third = ((Outcome.Opened) run(new Ask.Open(77))).session();
    Sessions restored = new Sessions(new CounterMachine(), 2);
    restored.installSnapshot(index, chunks);
    assertThat(restored.runOperation(third, GroupCodec.encode(new Ask.Open(77))))
        .isEqualTo(new Outcome.Opened(third));
    assertThat(run(new Ask.Open(77))).isEqualTo(new Outcome.Opened(third));
    assertThat(sessions.openings()).isEqualTo(1);
  }

  @Test
  void an_opening_is_known_from_a_snapshot_and_no_longer_than_its_session() {
    long one = ((Outcome.Opened) run(new Ask.Open(77))).session();
    List<Object> chunks = new ArrayList<>();
    sessions.takeSnapshot(index, chunks::add);
    Sessions other = new Sessions(new CounterMachine(), 2);
    other.runOperation(40, GroupCodec.encode(new Ask.Open(78)));
    other.installSnapshot(index, chunks);

    assertThat(other.runOperation(50, GroupCodec.encode(new Ask.Open(77))))
        .isEqualTo(new Outcome.Opened(one));
    assertThat(other.runOperation(51, GroupCodec.encode(new Ask.Open(78))))
        .isEqualTo(new Outcome.Opened(51));
    other.runOperation(52, GroupCodec.encode(new Ask.Open(79)));
    assertThat(other.runOperation(53, GroupCodec.encode(new Ask.Open(77))))
        .as("another session, since late commands of the first must not take effect in it")
        .isEqualTo(new Outcome.Opened(53));
    Ask late = new Ask.Command(one, 2, CounterMachine.add(1));
    assertThat(other.runOperation(54, GroupCodec.encode(late))).isEqualTo(new Outcome.Expired());
  }

  @Test
  void clients_that_died_take_no_more_memory_than_the_sessions_that_are_kept() {
    for (int i = 1; i <= 1_000; i++) {
      long session = ((Outcome.Opened) run(new Ask.Open(i))).session();
      // The client dies before it hears of it; what it asked for is on its way twice.
      assertThat(sum(add(session, 1, 1))).isEqualTo(i);
      assertThat(sum(add(session, 1, 1))).isEqualTo(i);
    }
    List<Object> chunks = new ArrayList<>();
    sessions.takeSnapshot(index, chunks::add);
    assertThat(chunks).hasSize(1);
    assertThat((byte[]) chunks.getFirst()).hasSizeLessThan(200);
    assertThat(sessions.openings()).isEqualTo(2);
  }

  @Test
  void entries_and_snapshots_of_before_openings_had_names_are_still_read() {
    assertThat(sessions.runOperation(7, new byte[] {1})).isEqualTo(new Outcome.Opened(7));
    Out old = new Out().put(1).put(7L).put(3L).put(CounterMachine.add(9));
    byte[] all = old.put(CounterMachine.add(20)).bytes();
    sessions.installSnapshot(8, List.of(all));
    assertThat(
            sum(
                (Outcome)
                    sessions.runOperation(
                        9, GroupCodec.encode(new Ask.Command(7, 4, CounterMachine.add(1))))))
        .isEqualTo(21);
  }
}
