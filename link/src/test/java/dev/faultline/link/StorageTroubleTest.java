package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a link does when its storage is full or fails. */
final class StorageTroubleTest {
  private static final long SECOND = 1_000_000_000;
  private static final LinkOptions OPTIONS =
      Messages.small().toBuilder()
          .storagePatience(Duration.ofSeconds(3))
          .checkpointBytes(2_000)
          .helloInterval(Duration.ofMillis(100))
          .keepAlive(Duration.ofSeconds(1))
          .deadAfter(Duration.ofSeconds(100))
          .build();

  private final DurablePair pair = new DurablePair(OPTIONS);

  /** Offers until the storage takes no more, while nothing gets through that could be trimmed. */
  private long fill(Session session) {
    pair.b.lost = datagram -> true;
    long number = 0;
    for (int tries = 0; tries < 500; tries++) {
      if (DurablePair.offer(session, number + 1) > 0) {
        number++;
      } else {
        pair.trips(1);
      }
    }
    return number;
  }

  @Test
  void a_full_storage_presses_back_and_after_its_patience_is_named() {
    Session session = pair.connect();
    pair.trips(10);
    pair.a.storage.capacity = pair.a.storage.used() + 3_000;
    long taken = fill(session);
    assertThat(taken).isGreaterThan(50);
    long filledAt = pair.now;
    assertThat(DurablePair.offer(session, 0)).isEqualTo(Offer.BACK_PRESSURED);
    assertThat(pair.a.timesFull).isZero();
    while (pair.now < filledAt + 3 * SECOND) {
      pair.trips(100);
    }
    assertThat(DurablePair.offer(session, 0)).isEqualTo(Offer.STORAGE_FULL);
    assertThat(pair.a.timesFull).isEqualTo(1);

    pair.a.storage.capacity = Long.MAX_VALUE;
    pair.b.lost = datagram -> false;
    pair.trips(20);
    assertThat(pair.a.timesRoom).isEqualTo(1);
    assertThat(DurablePair.offer(session, taken + 1)).isEqualTo(taken + 1);
    pair.trips(4_000);
    assertThat(pair.b.numbers).hasSize((int) taken + 1);
    assertThat(DurablePair.inOrder(pair.b.numbers)).isTrue();
  }

  @Test
  void a_storage_that_is_always_full_for_a_moment_is_busy_and_not_full() {
    Session session = pair.connect();
    pair.trips(10);
    long number = 0;
    for (long end = pair.now + 10 * SECOND; pair.now < end; ) {
      // Room for a few more records each time, and always for less than is offered.
      pair.a.storage.capacity = pair.a.storage.used() + 1_600;
      while (DurablePair.offer(session, number + 1) > 0) {
        number++;
      }
      pair.trips(50);
    }
    assertThat(number).isGreaterThan(1_000);
    assertThat(pair.a.timesFull).isZero();
  }

  /** As docs/security.md says: the log is one, and what a peer has not processed stays in it. */
  @Test
  void a_peer_that_processes_nothing_stops_all_sessions_until_its_own_is_over_and_discarded() {
    Session pinned = pair.connect();
    Session other = pair.a.endpoint().connect(pair.now, 0);
    other.open(DurablePair.STREAM, StreamKind.LOGGED);
    pair.trips(20);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> !from.id().equals(pinned.id());
    pair.a.storage.capacity = pair.a.storage.used() + 12_000;
    assertThat(DurablePair.offer(pinned, 1)).isPositive();
    long number = 1;
    // The peer is there all the time, so that its session does not expire.
    for (long end = pair.now + 200 * SECOND; pair.now < end; ) {
      if (DurablePair.offer(other, number + 1) > 0) {
        number++;
      }
      pair.trips(50);
    }
    assertThat(number).isGreaterThan(20);
    assertThat(pinned.connected()).isTrue();
    assertThat(DurablePair.offer(other, 0)).isEqualTo(Offer.STORAGE_FULL);

    pinned.abort(pair.now);
    pair.trips(100);
    assertThat(DurablePair.offer(other, 0)).isNegative();
    pair.a.endpoint().discard(pinned.id());
    pair.trips(200);
    assertThat(DurablePair.offer(other, number + 1)).isPositive();
  }

  @Test
  void what_was_durable_when_the_storage_filled_up_is_there_after_a_crash() {
    Session session = pair.connect();
    pair.trips(10);
    pair.a.storage.capacity = pair.a.storage.used() + 3_000;
    fill(session);
    long durable = session.durable(DurablePair.STREAM);
    assertThat(durable).isGreaterThan(20);

    pair.a.storage.capacity = Long.MAX_VALUE;
    pair.b.lost = datagram -> false;
    pair.a.crash(0);
    pair.connect();
    pair.trips(400);
    assertThat(pair.a.ended).isNull();
    assertThat(pair.b.numbers).hasSizeGreaterThanOrEqualTo((int) durable);
    assertThat(DurablePair.inOrder(pair.b.numbers)).isTrue();
  }

  @Test
  void a_session_that_began_on_a_full_storage_survives_a_crash_once_it_was_heard_of() {
    pair.trips(1);
    pair.a.storage.capacity = pair.a.storage.used();
    Session session = pair.connect();
    pair.trips(10);
    assertThat(DurablePair.offer(session, 1)).isEqualTo(Offer.BACK_PRESSURED);
    pair.trips(10);
    assertThat(pair.b.numbers).isEmpty();

    pair.a.storage.capacity = Long.MAX_VALUE;
    pair.trips(100);
    DurablePair.offer(session, 1);
    pair.trips(10);
    assertThat(pair.b.numbers).containsExactly(1L);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().sessions()).hasSize(1);
    DurablePair.offer(pair.connect(), 2);
    pair.trips(200);
    assertThat(pair.b.numbers).containsExactly(1L, 2L);
  }

  @Test
  void an_endpoint_that_starts_on_a_full_storage_is_not_heard_of_under_an_old_incarnation() {
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(4);
    pair.a.storage.capacity = 0;
    pair.a.crash(0);
    int[] hellos = new int[1];
    pair.a.lost =
        datagram -> {
          hellos[0] += datagram[Wire.TYPE] == Wire.HELLO ? 1 : 0;
          return false;
        };
    pair.connect();
    pair.trips(2_000);
    assertThat(hellos[0]).isZero();

    pair.a.storage.capacity = Long.MAX_VALUE;
    pair.trips(400);
    DurablePair.offer(pair.a.endpoint().sessions().getFirst(), 2);
    pair.trips(100);
    assertThat(hellos[0]).isPositive();
    assertThat(pair.b.numbers).containsExactly(1L, 2L);
  }

  @Test
  void a_full_storage_is_emptied_by_what_the_peer_has_processed() {
    Session session = pair.connect();
    pair.trips(10);
    pair.a.storage.capacity = pair.a.storage.used() + 4_000;
    long number = 0;
    for (int round = 0; round < 50; round++) {
      // The peer is away until the storage is full, and then comes back for a while.
      pair.b.lost = datagram -> true;
      for (int tries = 0; tries < 60; tries++) {
        if (DurablePair.offer(session, number + 1) > 0) {
          number++;
        } else {
          pair.trips(1);
        }
      }
      pair.b.lost = datagram -> false;
      pair.trips(300);
    }
    assertThat(number).isGreaterThan(2_000);
    pair.trips(300);
    assertThat(pair.b.numbers).hasSize((int) number);
    assertThat(DurablePair.inOrder(pair.b.numbers)).isTrue();
  }

  @Test
  void waiting_for_room_uses_up_none() {
    Session session = pair.connect();
    pair.trips(10);
    pair.a.storage.capacity = pair.a.storage.used() + 4_000;
    long taken = fill(session);
    // What is kept for commits and checkpoints is still there.
    assertThat(pair.a.storage.used()).isLessThan(pair.a.storage.capacity - 500);
    long used = pair.a.storage.used();
    pair.trips(20_000);
    assertThat(pair.a.storage.used()).isEqualTo(used);
    pair.b.lost = datagram -> false;
    pair.trips(20_000);
    assertThat(pair.b.numbers).hasSizeGreaterThanOrEqualTo((int) taken);
  }

  @Test
  void a_failed_sync_ends_sessions_by_name_and_takes_nothing_acknowledged_back() {
    Session session = pair.connect();
    pair.trips(10);
    for (int i = 1; i <= 10; i++) {
      DurablePair.offer(session, i);
    }
    pair.trips(20);
    assertThat(pair.b.numbers).hasSize(10);
    pair.syncs = false;
    DurablePair.offer(session, 11);
    pair.trips(1);
    pair.a.endpoint().onStorageFailure(pair.now);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.STORAGE_FAILED);
    assertThat(DurablePair.offer(session, 12)).isEqualTo(Offer.CLOSED);
    pair.trips(50);
    assertThat(pair.b.numbers).hasSize(10);

    pair.syncs = true;
    pair.a.crash(0);
    pair.a.ended = null;
    Session again = pair.connect();
    assertThat(again.offered(DurablePair.STREAM)).isEqualTo(10);
    DurablePair.offer(again, 11);
    pair.trips(200);
    assertThat(pair.b.numbers).isEqualTo(LongStream.rangeClosed(1, 11).boxed().toList());
  }

  /** What had been processed was to be committed at a time that went by, again and again. */
  @Test
  void a_storage_that_fails_while_something_waits_for_its_commit_leaves_nothing_to_do() {
    Session session = pair.connect();
    pair.trips(40);
    DurablePair.offer(session, 1);
    for (int i = 0; i < 10 && pair.b.numbers.isEmpty(); i++) {
      pair.carry(pair.a, pair.b);
    }
    assertThat(pair.b.endpoint().nextDeadline()).isLessThan(pair.now + 1_000_000);
    pair.b.endpoint().onStorageFailure(pair.now);
    for (int second = 1; second <= 5; second++) {
      pair.now += 1_000_000_000;
      pair.b.endpoint().poll(pair.now, pair.b::send);
      pair.b.endpoint().poll(pair.now, pair.b::send);
      assertThat(pair.b.endpoint().nextDeadline()).as("after %d s", second).isGreaterThan(pair.now);
    }
  }

  /** Sessions that begin are owed, and what was processed before is late again and again. */
  @Test
  void
      a_full_storage_that_owes_records_while_something_waits_for_its_commit_is_asked_now_and_then() {
    Session session = pair.connect();
    pair.trips(40);
    DurablePair.offer(session, 1);
    for (int i = 0; i < 10 && pair.b.numbers.isEmpty(); i++) {
      pair.carry(pair.a, pair.b);
    }
    assertThat(pair.b.endpoint().nextDeadline()).isLessThan(pair.now + 1_000_000);
    pair.b.storage.capacity = 0;
    pair.b.endpoint().connect(pair.now, 5).close(pair.now);
    staysQuiet(pair.b);
  }

  @Test
  void a_full_storage_without_room_for_answers_is_asked_now_and_then() {
    Session session = pair.connect();
    pair.trips(40);
    int[] answered = new int[1];
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          from.open(DurablePair.STREAM, StreamKind.LOGGED);
          if (answered[0] > 0 && DurablePair.offer(from, 1) < 0) {
            return false;
          }
          answered[0]++;
          return true;
        };
    for (int number = 1; number <= 2; number++) {
      DurablePair.offer(session, number);
      deliver(pair.a, pair.b);
      if (number == 1) {
        pair.b.endpoint().poll(pair.now, pair.b::send);
        pair.now += 100_000;
      }
    }
    assertThat(answered[0]).isEqualTo(2);
    pair.b.storage.capacity = 0;
    staysQuiet(pair.b);
  }

  /** What one side has offered becomes durable and arrives, and the other does nothing more yet. */
  private void deliver(DurablePair.Side from, DurablePair.Side to) {
    for (int i = 0; i < 6; i++) {
      from.endpoint().poll(pair.now, from::send);
      from.storage.finishSync(pair.now, from.endpoint());
      from.endpoint().poll(pair.now, from::send);
    }
    for (byte[] datagram : List.copyOf(from.outbound)) {
      MemorySegment segment = MemorySegment.ofArray(datagram);
      to.endpoint().onDatagram(pair.now, 0, segment, 0, datagram.length);
    }
    from.outbound.clear();
  }

  private void staysQuiet(DurablePair.Side side) {
    for (int second = 1; second <= 5; second++) {
      pair.now += SECOND;
      side.endpoint().poll(pair.now, (peer, segment, offset, length) -> true);
      side.endpoint().poll(pair.now, (peer, segment, offset, length) -> true);
      assertThat(side.endpoint().nextDeadline()).as("after %d s", second).isGreaterThan(pair.now);
    }
  }

  @Test
  void sessions_that_come_and_go_on_a_full_storage_leave_no_records_to_be_written() {
    pair.connect();
    pair.trips(30);
    pair.b.storage.capacity = 0;
    for (int i = 0; i < 50; i++) {
      Session fleeting = pair.a.endpoint().connect(pair.now, 0);
      pair.trips(4);
      fleeting.abort(pair.now);
      pair.trips(2);
      pair.b.endpoint().connect(pair.now, 0).abort(pair.now);
      pair.trips(1);
    }
    assertThat(writtenOnceThereIsRoom()).isLessThan(10);
  }

  @Test
  void a_peer_that_restarts_again_and_again_while_a_storage_is_full_leaves_one_record() {
    pair.connect();
    pair.trips(30);
    pair.b.storage.capacity = 0;
    for (int i = 0; i < 50; i++) {
      pair.a.crash(0);
      pair.connect();
      pair.trips(20);
    }
    assertThat(writtenOnceThereIsRoom()).isLessThan(10);
  }

  private long writtenOnceThereIsRoom() {
    long before = pair.b.storage.positionOf(pair.b.storage.size() - 1);
    pair.b.storage.capacity = Long.MAX_VALUE;
    pair.trips(40);
    DurablePair.offer(pair.connect(), 1);
    pair.trips(40);
    assertThat(pair.b.numbers).containsExactly(1L);
    return pair.b.storage.positionOf(pair.b.storage.size() - 1) - before;
  }

  @Test
  void a_side_that_only_receives_is_told_once_that_its_storage_is_full_and_once_of_room() {
    Session session = pair.connect();
    pair.b.handling = (from, stream, sequence, at, offset, length) -> true;
    pair.trips(30);
    pair.b.storage.capacity = 0;
    for (int i = 1; i <= 100; i++) {
      DurablePair.offer(session, i);
      pair.trips(100);
    }
    assertThat(pair.b.timesFull).isEqualTo(1);
    assertThat(pair.b.timesRoom).isZero();

    // Enough for what it commits, which may use what is reserved, and for nothing else.
    pair.b.storage.capacity = pair.b.storage.used() + 400;
    pair.trips(200);
    assertThat(pair.b.timesRoom).isZero();
    pair.b.storage.capacity = Long.MAX_VALUE;
    pair.trips(200);
    assertThat(pair.b.timesRoom).isEqualTo(1);
    assertThat(pair.b.timesFull).isEqualTo(1);
  }
}
