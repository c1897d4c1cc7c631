package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/**
 * Issue 24, A5 and A12: an effect, the answers on whichever session, the end of a session, and that
 * the message is processed are one record or none.
 */
final class AtomicCommitTest {
  private static final int ANSWERS = 2;

  private final DurablePair pair = new DurablePair(Messages.small());
  private Session session = pair.connect();

  private void settle() {
    pair.trips(20);
    session = pair.connect();
    pair.trips(20);
  }

  private static boolean answer(Session on, long number) {
    on.open(ANSWERS, StreamKind.LOGGED);
    return on.offer(ANSWERS, Messages.message(number, 8), 0, 8) > 0;
  }

  @Test
  void an_answer_for_which_there_is_no_room_is_not_lost_while_its_message_counts_as_processed() {
    settle();
    pair.b.handling = (from, stream, sequence, at, offset, length) -> answer(from, sequence);
    // Commits may still use the room that is left, and chunks may not.
    pair.b.storage.capacity = pair.b.storage.used() + MemoryStorage.RESERVE - 1;
    DurablePair.offer(session, 1);
    pair.trips(20);
    pair.b.storage.capacity = Long.MAX_VALUE;
    pair.b.crash(0);
    pair.trips(2_000);
    assertThat(pair.a.numbers).containsExactly(1L);
  }

  @Test
  void an_answer_that_was_taken_before_the_room_was_gone_uses_what_is_reserved() {
    settle();
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          boolean taken = answer(from, sequence);
          pair.b.storage.capacity = pair.b.storage.used() + MemoryStorage.RESERVE - 1;
          return taken;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(pair.a.numbers).containsExactly(1L);
    pair.b.crash(0);
    pair.trips(2_000);
    assertThat(pair.a.numbers).containsExactly(1L);
  }

  @Test
  void a_message_whose_answer_finds_no_room_at_all_is_not_processed() {
    settle();
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          boolean taken = answer(from, sequence);
          pair.b.storage.capacity = pair.b.storage.used() + 30;
          return taken;
        };
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(pair.a.numbers).isEmpty();
    pair.b.handling = (from, stream, sequence, at, offset, length) -> answer(from, sequence);
    pair.b.storage.capacity = Long.MAX_VALUE;
    pair.b.crash(0);
    pair.trips(2_000);
    assertThat(pair.a.numbers).containsExactly(1L);
  }

  @Test
  void more_messages_are_handled_once_there_is_room_again() {
    settle();
    pair.b.handling = (from, stream, sequence, at, offset, length) -> answer(from, sequence);
    for (long number = 1; number <= 200; number++) {
      pair.b.storage.capacity =
          pair.b.storage.used() + (number % 10 == 0 ? 100_000 : MemoryStorage.RESERVE - 1);
      DurablePair.offer(session, number);
      pair.trips(2);
      pair.b.endpoint().sessions().getFirst().resume(pair.now);
    }
    pair.b.storage.capacity = Long.MAX_VALUE;
    pair.b.endpoint().sessions().getFirst().resume(pair.now);
    pair.trips(2_000);
    assertThat(pair.a.numbers).hasSize(200);
    assertThat(DurablePair.inOrder(pair.a.numbers)).isTrue();
  }

  @Test
  void an_answer_on_another_session_is_committed_with_the_message_though_the_egress_is_full() {
    settle();
    Session other = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(20);
    Session atB =
        pair.b.endpoint().sessions().stream()
            .filter(each -> each.id().equals(other.id()))
            .findFirst()
            .orElseThrow();
    pair.b.handling = (from, stream, sequence, at, offset, length) -> answer(atB, sequence);
    // The last of them wants an acknowledgement at once, which finds the egress full.
    for (long number = 1; number <= 3; number++) {
      session.offer(DurablePair.STREAM, Messages.message(number, 200), 0, 200);
    }
    pair.carry(pair.a, pair.b, () -> pair.b.jammed = true);
    for (int i = 0; i < 4; i++) {
      pair.carry(pair.b, pair.a);
    }
    pair.b.crash(0);
    pair.b.jammed = false;
    pair.trips(2_000);
    assertThat(pair.a.numbers).containsExactly(1L, 2L, 3L);
  }

  private static boolean record(
      Session from, int stream, long sequence, MemorySegment at, long offset, int length) {
    from.effect(stream, sequence, at, offset, length);
    return true;
  }

  @Test
  void an_effect_of_a_session_that_ended_before_the_commit_is_handed_over_at_recovery() {
    settle();
    pair.b.handling = AtomicCommitTest::record;
    DurablePair.offer(session, 1);
    // The sync that is in flight keeps the commit waiting until the session has ended.
    pair.carry(pair.a, pair.b, () -> pair.syncs = false);
    pair.b.endpoint().sessions().getFirst().end(SessionEnd.CLOSED_BY_PEER);
    pair.syncs = true;
    pair.trips(20);
    pair.b.handling = null;
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions()).isEmpty();
    assertThat(pair.b.numbers).containsExactly(1L);
  }

  @Test
  void the_end_of_a_session_is_not_durable_before_the_effects_that_came_before_it() {
    settle();
    pair.b.handling = AtomicCommitTest::record;
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b, () -> pair.syncs = false);
    pair.b.endpoint().sessions().getFirst().end(SessionEnd.CLOSED_BY_PEER);
    // Of what was not synced, only the oldest record survives: the end, if it is first.
    pair.b.handling = null;
    pair.b.crash(1);
    assertThat(pair.b.numbers).isEmpty();
    assertThat(pair.b.endpoint().sessions()).hasSize(1);
  }

  @Test
  void the_peer_hears_of_a_close_when_what_was_processed_before_it_is_durable() {
    settle();
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          from.close(pair.now);
          return record(from, stream, sequence, at, offset, length);
        };
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b, () -> pair.syncs = false);
    pair.trips(10);
    assertThat(pair.a.ended).isNull();
    pair.syncs = true;
    pair.trips(10);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    pair.b.handling = null;
    pair.b.crash(0);
    assertThat(pair.b.numbers).containsExactly(1L);
  }
}
