package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24: memory that the system does not give costs a session, and not the endpoint. */
final class NoMemoryTest {
  /** Larger segments are rings; the endpoint has its own buffers from the beginning. */
  private boolean none;

  private final LinkOptions poor =
      Messages.small().toBuilder()
          .memory(bytes -> {
            if (none) {
              throw new OutOfMemoryError("as planned");
            }
            return MemorySegment.ofArray(new byte[(int) bytes]);
          })
          .build();

  @Test
  void a_stream_without_a_ring_ends_its_session_and_says_why_and_others_go_on() {
    Wired wire = new Wired(poor);
    Session first = wire.a.endpoint.connect(wire.now, 0);
    first.open(1, StreamKind.ORDERED);
    first.offer(1, Messages.message(1, 100), 0, 100);
    Session second = wire.a.endpoint.connect(wire.now, 0);
    second.open(1, StreamKind.ORDERED);
    wire.trips(10);
    none = true;
    assertThat(second.offer(1, Messages.message(2, 100), 0, 100)).isEqualTo(Offer.CLOSED);
    assertThat(second.ended()).isTrue();
    assertThat(second.endDetail()).contains("no memory");
    assertThat(wire.a.ended).isEqualTo(SessionEnd.ABORTED);
    assertThat(wire.a.endpoint.counters().outOfMemory()).isEqualTo(1);
    assertThat(first.offer(1, Messages.message(3, 100), 0, 100)).isPositive();
    wire.trips(10);
    assertThat(wire.b.received).containsExactly(1L, 3L);
    assertThat(wire.b.endpoint.sessions()).hasSize(1);
  }

  @Test
  void what_cannot_be_read_back_from_the_log_ends_the_session_and_stays_in_the_log() {
    DurablePair pair = new DurablePair(poor);
    Session session = pair.connect();
    pair.trips(20);
    pair.a.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(5);
    pair.a.crash(0);
    pair.a.lost = datagram -> false;
    none = true;
    Session recovered = pair.a.endpoint().sessions().getFirst();
    recovered.connect(pair.now, 0);
    pair.trips(200);
    assertThat(recovered.ended()).isTrue();
    assertThat(pair.a.ended).isEqualTo(SessionEnd.ABORTED);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.last()).isEqualTo(1));
    none = false;
    Session next = pair.connect();
    pair.trips(20);
    DurablePair.offer(next, 7);
    pair.trips(50);
    assertThat(pair.b.numbers).contains(7L);
  }

  @Test
  void a_long_message_that_was_refused_for_want_of_memory_is_not_in_the_log() {
    DurablePair pair = new DurablePair(poor);
    Session session = pair.connect();
    pair.trips(20);
    pair.a.lost = datagram -> true;
    for (int number = 1; number <= 5; number++) {
      DurablePair.offer(session, number);
    }
    pair.trips(5);
    pair.a.crash(0);
    Session recovered = pair.a.endpoint().sessions().getFirst();
    none = true;
    assertThat(recovered.offer(DurablePair.STREAM, Messages.message(6, 1_000), 0, 1_000))
        .isEqualTo(Offer.CLOSED);
    none = false;
    pair.trips(50);
    pair.a.crash(0);
    List<Long> kept = new ArrayList<>();
    pair.a
        .endpoint()
        .read(
            recovered.id(),
            DurablePair.STREAM,
            (sequence, message, at, length) ->
                kept.add(message.get(ValueLayout.JAVA_LONG_UNALIGNED, at)));
    assertThat(kept).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.last()).isEqualTo(5));
  }

  @Test
  void a_long_message_is_refused_and_not_logged_or_taken_and_logged_wherever_memory_is_short() {
    for (int after = 0; after < 4; after++) {
      DurablePair pair = new DurablePair(Messages.small());
      Session session = pair.connect();
      pair.trips(20);
      pair.a.lost = datagram -> true;
      DurablePair.offer(session, 1);
      pair.a.storage.noMemoryAfter = after;
      long taken = session.offer(DurablePair.STREAM, Messages.message(2, 1_000), 0, 1_000);
      assertThat(taken).as("after %d", after).isEqualTo(after == 0 ? Offer.CLOSED : 2);
      pair.a.storage.noMemoryAfter = Long.MAX_VALUE;
      pair.trips(50);
      pair.a.crash(0);
      assertThat(pair.a.endpoint().undelivered())
          .singleElement()
          .satisfies(what -> assertThat(what.last()).isEqualTo(Math.max(1, taken)));
    }
  }

  /** Who connects again at once kept the thread busy, and took memory each time. */
  @Test
  void who_connects_again_after_the_storage_has_failed_is_told_so_without_haste() {
    for (boolean starves : new boolean[] {true, false}) {
      DurablePair pair = new DurablePair(Messages.small());
      Session session = pair.connect();
      pair.trips(20);
      int[] ends = new int[1];
      pair.a.ending =
          () -> {
            ends[0]++;
            pair.a.endpoint().connect(pair.now, 0);
          };
      if (starves) {
        pair.a.storage.noMemoryAfter = 0;
        DurablePair.offer(session, 1);
      } else {
        pair.a.endpoint().onStorageFailure(pair.now);
      }
      pair.trips(1_000);
      assertThat(ends[0]).as("ends in a second").isBetween(3, 15);
      assertThat(pair.a.ended).isEqualTo(SessionEnd.STORAGE_FAILED);
      assertThat(pair.a.endpoint().nextDeadline()).isGreaterThan(pair.now);
    }
  }

  @Test
  void a_long_answer_without_memory_costs_its_own_session_and_not_the_message_answered() {
    DurablePair pair = new DurablePair(poor);
    Session asks = pair.connect();
    Session other = pair.a.endpoint().connect(pair.now, 0);
    other.open(DurablePair.STREAM, StreamKind.LOGGED);
    pair.trips(20);
    Session answers =
        pair.b.endpoint().sessions().stream()
            .filter(each -> each.id().equals(other.id()))
            .findFirst()
            .orElseThrow();
    answers.open(DurablePair.STREAM, StreamKind.LOGGED);
    List<Long> offered = new ArrayList<>();
    pair.b.handling =
        (from, stream, sequence, message, at, length) -> {
          from.effect(stream, sequence, message, at, length);
          none = true;
          offered.add(answers.offer(DurablePair.STREAM, Messages.message(9, 1_000), 0, 1_000));
          return true;
        };
    DurablePair.offer(asks, 1);
    pair.trips(5);
    none = false;
    assertThat(offered).containsExactly(Offer.CLOSED);
    assertThat(answers.ended()).isTrue();
    assertThat(asks.connected()).isTrue();
    pair.b.handling = null;
    DurablePair.offer(asks, 2);
    pair.trips(50);
    pair.b.crash(0);
    assertThat(pair.b.numbers).containsExactly(1L, 2L);
    assertThat(pair.b.endpoint().undelivered()).isEmpty();
  }

  /**
   * In its turn a message is claimed without being kept, and handed over when it comes again:
   * without memory, which another peer may have used up, nothing arrived.
   */
  @Test
  void what_is_processed_at_most_once_needs_no_memory_in_its_turn() {
    DurablePair pair =
        new DurablePair(
            poor.toBuilder().processing(Processing.AT_MOST_ONCE).receiveBytes(0).build());
    Session session = pair.connect();
    pair.trips(20);
    DurablePair.offer(session, 1);
    pair.trips(50);
    assertThat(pair.b.numbers).containsExactly(1L);
    none = true;
    for (int number = 2; number <= 9; number++) {
      DurablePair.offer(session, number);
      pair.trips(number % 3);
    }
    pair.trips(8_000);
    assertThat(pair.b.numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    none = false;
    DurablePair.offer(session, 10);
    DurablePair.offer(session, 11);
    pair.trips(50);
    assertThat(pair.b.numbers).endsWith(9L, 10L, 11L);
  }

  /** Wherever it is that memory is short: effect, answer and "processed" are there, or none is. */
  @ParameterizedTest
  @ValueSource(ints = {8, 300, 1_000})
  void a_commit_without_memory_ends_the_sessions_by_name_and_is_whole_or_never_happened(
      int answer) {
    int failed = 0;
    for (int after = 0; after < 60; after++) {
      DurablePair pair = new DurablePair(Messages.small());
      Session session = pair.connect();
      pair.trips(20);
      pair.b.handling =
          (from, stream, sequence, message, at, length) -> {
            from.effect(stream, sequence, message, at, length);
            from.open(2, StreamKind.LOGGED);
            return from.offer(2, Messages.message(sequence, answer), 0, answer) > 0;
          };
      pair.b.storage.noMemoryAfter = after;
      for (int number = 1; number <= 10; number++) {
        DurablePair.offer(session, number);
        pair.trips(number % 3);
      }
      pair.trips(50);
      if (pair.b.ended != null) {
        failed++;
        assertThat(pair.b.ended).as("after %d", after).isEqualTo(SessionEnd.STORAGE_FAILED);
        assertThat(pair.b.endpoint().sessions()).isEmpty();
      }
      pair.b.storage.noMemoryAfter = Long.MAX_VALUE;
      if (after % 2 == 0) {
        pair.b.kill();
      } else {
        pair.b.crash(after % 4);
      }
      pair.trips(4_000);
      assertThat(pair.a.numbers).as("answers, after %d", after).hasSize(10);
      assertThat(DurablePair.inOrder(pair.a.numbers)).as("after %d", after).isTrue();
      pair.b.crash(0);
      assertThat(pair.b.numbers).as("effects, after %d", after).hasSize(10);
      assertThat(DurablePair.inOrder(pair.b.numbers)).as("after %d", after).isTrue();
    }
    assertThat(failed).isGreaterThan(5);
  }
}
