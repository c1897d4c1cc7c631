package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.stream.Held;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A message that is not taken in the end has done nothing: what its handler offered before it said
 * so, or failed, is taken back, on all sessions.
 */
final class TakenBackTest {
  private static final int ANSWERS = 2;
  private static final int OTHERS = 3;

  private final DurablePair pair = new DurablePair(Messages.small());
  private final Session session = pair.connect();
  private int tries;
  private boolean taking;

  private static long offer(Session on, int stream, long number, int length) {
    on.open(stream, StreamKind.LOGGED);
    return on.offer(stream, Messages.message(number, length), 0, length);
  }

  private Session atB(SessionId id) {
    return pair.b.endpoint().sessions().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void resume() {
    for (Session each : pair.b.endpoint().sessions()) {
      each.resume(pair.now);
    }
  }

  private void crashBoth() {
    pair.b.handling = null;
    pair.b.crash(0);
    pair.a.crash(0);
    pair.connect();
    pair.trips(2_000);
  }

  @Test
  void an_answer_of_a_message_that_was_refused_after_it_comes_once() {
    pair.trips(20);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          offer(from, ANSWERS, 7, 8);
          // The second answer has no room.
          return ++tries > 1 && offer(from, OTHERS, 8, 8) > 0;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(tries).isEqualTo(1);
    assertThat(pair.a.numbers).isEmpty();
    resume();
    pair.trips(20);
    assertThat(pair.a.numbers).containsExactlyInAnyOrder(7L, 8L);
    assertThat(session.received(ANSWERS)).isEqualTo(1);
    crashBoth();
    assertThat(pair.a.numbers).containsExactlyInAnyOrder(7L, 8L);
  }

  /** More than a chunk holds, short ones and long ones. */
  @Test
  void many_answers_are_all_taken_back_and_all_come_in_order() {
    int[] lengths = {8, 40, 200, 230, 9, 3_000, 60, 241, 8, 8, 500, 120};
    pair.trips(20);
    List<Long> given = new ArrayList<>();
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          given.clear();
          for (int i = 0; i < lengths.length; i++) {
            given.add(offer(from, ANSWERS, i + 1L, lengths[i]));
          }
          return ++tries > 3;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    for (int i = 0; i < 3; i++) {
      assertThat(pair.a.numbers).isEmpty();
      assertThat(atB(session.id()).offered(ANSWERS)).isZero();
      resume();
      pair.trips(20);
    }
    Long[] all = LongStream.rangeClosed(1, lengths.length).boxed().toArray(Long[]::new);
    assertThat(given).containsExactly(all);
    assertThat(pair.a.numbers).containsExactly(all);
    crashBoth();
    assertThat(pair.a.numbers).containsExactly(all);
  }

  @Test
  void what_was_offered_before_the_message_stays() {
    pair.trips(20);
    Session back = atB(session.id());
    for (long number = 1; number <= 3; number++) {
      assertThat(offer(back, ANSWERS, number, 60)).isEqualTo(number);
    }
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          for (long number = 4; number <= 9; number++) {
            offer(from, ANSWERS, number, 60);
          }
          tries++;
          return taking;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(tries).isPositive();
    assertThat(pair.a.numbers).containsExactly(1L, 2L, 3L);
    taking = true;
    resume();
    pair.trips(20);
    assertThat(pair.a.numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  /** As a driver does with a handler that throws. */
  @Test
  void what_a_failed_message_has_forwarded_on_another_session_does_not_go_out() {
    Session other = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(20);
    Session forward = atB(other.id());
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          offer(forward, ANSWERS, 7, 8);
          return false;
        };
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b, () -> {});
    atB(session.id()).abort(pair.now);
    pair.trips(50);
    assertThat(forward.offered(ANSWERS)).isZero();
    assertThat(pair.a.numbers).isEmpty();
    assertThat(pair.a.endpoint().undelivered()).hasSize(1);
    assertThat(pair.b.endpoint().undelivered()).isEmpty();
  }

  @Test
  void a_session_that_ended_meanwhile_is_not_kept_for_what_was_taken_back() {
    Session other = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(20);
    Session forward = atB(other.id());
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          offer(forward, ANSWERS, 7, 8);
          forward.abort(pair.now);
          return false;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(forward.ended()).isTrue();
    assertThat(forward.logged().parked()).isNull();
    pair.b.crash(0);
    assertThat(pair.b.endpoint().undelivered()).isEmpty();
    assertThat(pair.b.endpoint().context().table.numbered(forward.number())).isNull();
  }

  @Test
  void what_a_handler_threw_after_it_had_offered_is_taken_back() {
    pair.trips(20);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          offer(from, ANSWERS, 7, 8);
          throw new IllegalStateException("as planned");
        };
    DurablePair.offer(session, 1);
    assertThatThrownBy(() -> pair.carry(pair.a, pair.b)).hasMessage("as planned");
    pair.trips(20);
    assertThat(atB(session.id()).offered(ANSWERS)).isZero();
    assertThat(pair.a.numbers).isEmpty();
  }

  /** Were it handled inside of the other, its answer would be taken back with the other's. */
  @Test
  void a_message_that_a_handler_lets_go_on_is_handled_after_the_one_that_is_being_handled() {
    pair.trips(20);
    session.open(OTHERS, StreamKind.LOGGED);
    pair.b.handling = (from, stream, sequence, at, offset, length) -> false;
    DurablePair.offer(session, 1);
    pair.trips(5);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          if (stream == OTHERS && tries++ == 0) {
            offer(from, ANSWERS, 5, 8);
            from.resume(pair.now);
            return false;
          }
          return offer(from, ANSWERS, stream, 8) > 0;
        };
    session.offer(OTHERS, Messages.message(2, 8), 0, 8);
    pair.trips(20);
    resume();
    pair.trips(20);
    assertThat(pair.a.numbers).containsExactlyInAnyOrder((long) DurablePair.STREAM, (long) OTHERS);
  }

  @Test
  void answers_on_several_sessions_are_not_all_admitted_to_the_same_room() {
    Session second = pair.a.endpoint().connect(pair.now, 0);
    Session third = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(20);
    List<Session> to = List.of(atB(session.id()), atB(second.id()), atB(third.id()));
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          for (Session each : to) {
            if (offer(each, ANSWERS, sequence, 4_000) < 0) {
              return false;
            }
          }
          return true;
        };
    // Enough for one or two of them.
    pair.b.storage.capacity = pair.b.storage.used() + MemoryStorage.RESERVE + 9_000;
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(pair.a.numbers).isEmpty();
    // The journal goes on with everything else.
    pair.b.handling = (from, stream, sequence, at, offset, length) -> true;
    resume();
    for (long number = 2; number <= 20; number++) {
      DurablePair.offer(session, number);
      pair.trips(4);
      resume();
    }
    pair.trips(20);
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions()).hasSize(3);
    assertThat(atB(session.id()).received(DurablePair.STREAM)).isEqualTo(20);
  }

  @Test
  void room_that_was_set_aside_for_what_ended_or_was_taken_back_is_free_again() {
    pair.trips(20);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          if (++tries == 1) {
            offer(from, ANSWERS, 1, 4_000);
            return false;
          }
          return offer(from, ANSWERS, 2, 4_000) > 0;
        };
    pair.b.storage.capacity = pair.b.storage.used() + MemoryStorage.RESERVE + 7_000;
    DurablePair.offer(session, 1);
    pair.trips(20);
    resume();
    pair.trips(40);
    assertThat(pair.a.numbers).containsExactly(2L);
  }

  @Test
  void held_messages_come_out_as_they_went_in() {
    Held held = new Held();
    List<MemorySegment> expected = new ArrayList<>();
    for (int round = 1; round < 200; round++) {
      MemorySegment message = Messages.message(round, 8 + round * 37 % 300);
      held.add(message, 0, (int) message.byteSize());
      expected.addLast(message);
      if (round % 3 != 0) {
        MemorySegment first = expected.removeFirst();
        assertThat(held.length()).isEqualTo((int) first.byteSize());
        assertThat(held.memory().asSlice(held.at(), held.length()).mismatch(first)).isEqualTo(-1);
        held.remove();
      }
      assertThat(held.count()).isEqualTo(expected.size());
      assertThat(held.bytes())
          .isEqualTo(expected.stream().mapToLong(MemorySegment::byteSize).sum());
    }
  }
}
