package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** More sessions than a record of the storage can describe. */
final class ManySessionsTest {
  private static final int SESSIONS = 70;
  private static final int LONGEST = 1_000;

  private static List<Session> connect(DurablePair pair) {
    pair.b.storage.longest = LONGEST;
    pair.b.storage.unsyncedMost = 3 * LONGEST;
    pair.a.storage.longest = LONGEST;
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      Session session = pair.a.endpoint().connect(pair.now, 0);
      session.open(DurablePair.STREAM, StreamKind.LOGGED);
      sessions.add(session);
      pair.trips(2);
    }
    pair.trips(40);
    assertThat(pair.b.endpoint().sessions().size()).isEqualTo(SESSIONS);
    return sessions;
  }

  /** Returns how many were offered. */
  private static long offer(DurablePair pair, List<Session> sessions, int rounds, long from) {
    long number = from;
    for (int round = 0; round < rounds; round++) {
      for (Session session : sessions) {
        assertThat(DurablePair.offer(session, ++number)).isPositive();
      }
      pair.trips(10);
    }
    return number;
  }

  private static void holds(DurablePair pair, long offered) {
    pair.trips(500);
    assertThat(pair.b.numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, offered).boxed().toList());
  }

  @Test
  void they_are_written_in_parts_and_come_back_and_what_is_not_needed_is_trimmed() {
    DurablePair pair = new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000).build());
    pair.b.stateBytes = 40_000;
    long offered = offer(pair, connect(pair), 20, 0);
    pair.trips(2_000);
    long first = pair.b.storage.positionOf(0);
    assertThat(first).isPositive();
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions().size()).isEqualTo(SESSIONS);
    assertThat(pair.b.restored).isEqualTo(40_000);
    holds(pair, offered);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().sessions().size()).isEqualTo(SESSIONS);
  }

  @Test
  void a_crash_between_the_parts_loses_nothing_and_sessions_that_end_meanwhile_stay_over() {
    DurablePair pair = new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000).build());
    pair.b.stateBytes = 160_000;
    List<Session> sessions = connect(pair);
    long offered = 0;
    List<SessionId> over = new ArrayList<>();
    for (int crash = 0; crash < 12; crash++) {
      Session closing = sessions.removeFirst();
      over.add(closing.id());
      closing.close(pair.now);
      for (int round = 0; has(pair, closing.id()); round++) {
        assertThat(round).isLessThan(200);
        offered = offer(pair, sessions, 1, offered);
      }
      pair.trips(2 + crash % 4);
      pair.b.crash(crash % 5);
      assertThat(over).noneMatch(id -> has(pair, id));
      assertThat(pair.b.endpoint().sessions().size()).isEqualTo(SESSIONS - over.size());
      // A restarted peer that is told of an end before it has reconnected would not know of what.
      for (int round = 0; !connectedAtB(pair, sessions.getFirst().id()); round++) {
        assertThat(round).isLessThan(200);
        pair.trips(50);
      }
    }
    holds(pair, offered);
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions().size()).isEqualTo(SESSIONS - over.size());
  }

  /** The first part of a table had to wait, and those that began meanwhile were in no part. */
  @Test
  void sessions_that_begin_while_a_checkpoint_waits_for_room_are_in_it() {
    for (int buffer = LONGEST; buffer <= 2 * LONGEST; buffer += 25) {
      DurablePair pair =
          new DurablePair(Messages.small().toBuilder().checkpointBytes(2_000).build());
      pair.b.storage.longest = LONGEST;
      pair.b.storage.unsyncedMost = buffer;
      pair.b.handling = (from, stream, sequence, at, offset, length) -> true;
      SplittableRandom random = new SplittableRandom(buffer);
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        pair.syncs = random.nextInt(3) == 0;
        for (int more = random.nextInt(8); more >= 0; more--) {
          Session session = pair.a.endpoint().connect(pair.now, 0);
          session.open(DurablePair.STREAM, StreamKind.LOGGED);
          sessions.add(session);
        }
        for (int from = 0; from < 12 && from < sessions.size(); from++) {
          DurablePair.offer(sessions.get(from), i);
        }
        pair.trips(1);
        DurablePair.Side restarted =
            new DurablePair.Side(pair.b.storage.copy(), Messages.small(), buffer);
        Set<SessionId> there = new TreeSet<>();
        restarted.endpoint().sessions().forEach(each -> there.add(each.id()));
        for (Session each : sessions) {
          // Who has been welcomed was durable.
          assertThat(!each.connected() || there.contains(each.id()))
              .as("session %d, with a buffer of %d bytes, after %d", each.number(), buffer, i)
              .isTrue();
        }
      }
    }
  }

  private static boolean connectedAtB(DurablePair pair, SessionId id) {
    return pair.b.endpoint().sessions().stream()
        .anyMatch(session -> session.id().equals(id) && session.connected());
  }

  private static boolean has(DurablePair pair, SessionId id) {
    return pair.b.endpoint().sessions().stream().anyMatch(session -> session.id().equals(id));
  }

  @Test
  void so_many_streams_processed_in_one_commit_need_more_than_a_record() {
    DurablePair pair =
        new DurablePair(
            Messages.small().toBuilder()
                .checkpointBytes(3_000_000)
                .processing(Processing.AT_LEAST_ONCE)
                .build());
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          pair.b.numbers.add(at.get(Wire.LONG, offset));
          from.processed(pair.now, stream, sequence);
          return true;
        };
    List<Session> sessions = connect(pair);
    pair.syncs = false;
    sessions.forEach(session -> DurablePair.offer(session, session.number()));
    pair.carry(pair.a, pair.b);
    pair.syncs = true;
    pair.trips(200);
    assertThat(pair.b.numbers).hasSize(SESSIONS);
    pair.b.crash(0);
    for (Session session : pair.b.endpoint().sessions()) {
      assertThat(session.received(DurablePair.STREAM)).isEqualTo(1);
    }
  }

  /** A part of what was processed counted the effects of the commit as its own. */
  @Test
  void so_many_streams_processed_and_an_effect_in_one_commit_come_back() {
    DurablePair pair =
        new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000_000).build());
    List<Session> sessions = connect(pair);
    MemorySegment effect = Messages.message(1, 200);
    int[] tries = {0};
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          if (tries[0]++ == 0) {
            from.effect(stream, sequence, effect, 0, 200);
          }
          return true;
        };
    pair.syncs = false;
    sessions.forEach(session -> DurablePair.offer(session, session.number()));
    pair.carry(pair.a, pair.b);
    pair.syncs = true;
    pair.trips(200);
    assertThat(tries[0]).isEqualTo(SESSIONS);
    pair.b.crash(0);
    assertThat(pair.b.numbers).hasSize(1);
    for (Session session : pair.b.endpoint().sessions()) {
      assertThat(session.received(DurablePair.STREAM)).isEqualTo(1);
    }
  }

  @Test
  void a_storage_whose_records_are_too_short_for_one_session_is_refused_at_once() {
    MemoryStorage storage = new MemoryStorage();
    storage.longest = 200;
    assertThatThrownBy(() -> new DurablePair.Side(storage, Messages.small(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("200 bytes")
        .hasMessageContaining("8 streams");
  }
}
