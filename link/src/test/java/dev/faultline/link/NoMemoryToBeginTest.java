package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Wherever memory is short while a session begins, connects or ends: it is there, or it is not. */
final class NoMemoryToBeginTest {
  /** How many ended sessions are remembered before some are forgotten. */
  private static final int REMEMBERED = 1 << 16;

  private final DurablePair pair = new DurablePair(Messages.small());

  @Test
  void a_session_that_cannot_be_made_durable_is_over_before_anything_is_offered_on_it() {
    pair.trips(5);
    pair.a.storage.noMemoryAfter = 0;
    Session none = pair.a.endpoint().connect(pair.now, 0);
    assertThat(none.ended()).isTrue();
    assertThat(none.endDetail()).contains("no memory");
    assertThat(pair.a.ended).isEqualTo(SessionEnd.ABORTED);
    assertThat(pair.a.endpoint().sessions()).isEmpty();
    pair.a.storage.noMemoryAfter = Long.MAX_VALUE;
    pair.trips(5);
    Session session = pair.connect();
    pair.trips(20);
    pair.a.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(session.durable(DurablePair.STREAM)).isEqualTo(1);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().sessions()).hasSize(1);
    assertThat(pair.a.endpoint().undelivered()).hasSize(1);
  }

  @Test
  void a_peer_that_cannot_be_remembered_asks_again_and_is_remembered_then() {
    pair.trips(5);
    pair.b.storage.noMemoryAfter = 0;
    Session session = pair.connect();
    for (int i = 0; i < 40 && pair.b.endpoint().counters().outOfMemory() == 0; i++) {
      pair.trips(1);
    }
    assertThat(pair.b.endpoint().counters().outOfMemory()).isPositive();
    pair.b.storage.noMemoryAfter = Long.MAX_VALUE;
    pair.trips(2_000);
    assertThat(session.connected()).isTrue();
    for (int number = 1; number <= 3; number++) {
      DurablePair.offer(session, number);
      pair.trips(20);
    }
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions()).hasSize(1);
    assertThat(pair.b.numbers).containsExactly(1L, 2L, 3L);
  }

  /** Each record of a session's life, on either side, finds no memory once. */
  @Test
  void whichever_record_of_a_session_there_is_no_memory_for_nothing_is_thrown_or_lost() {
    int aborted = 0;
    for (int after = 0; after < 40; after++) {
      for (boolean atA : new boolean[] {true, false}) {
        DurablePair tried = new DurablePair(Messages.small());
        DurablePair.Side poor = atA ? tried.a : tried.b;
        tried.trips(5);
        poor.storage.noMemoryAfter = after;
        long offered = 0;
        for (int life = 0; life < 4; life++) {
          Session session = tried.connect();
          tried.trips(20);
          for (int i = 0; i < 3 && DurablePair.offer(session, offered + 1) > 0; i++) {
            offered++;
            tried.trips(3);
          }
          tried.trips(40);
          session.close(tried.now);
          tried.trips(40);
          for (DurablePair.Side side : List.of(tried.a, tried.b)) {
            assertThat(side.endpoint().sessions())
                .as("after %d, at a %s", after, atA)
                .noneMatch(Session::ended);
            aborted += side.ended == SessionEnd.ABORTED ? 1 : 0;
          }
        }
        poor.storage.noMemoryAfter = Long.MAX_VALUE;
        tried.trips(100);
        poor.crash(0);
        List<Long> known = new ArrayList<>(tried.b.numbers);
        assertThat(known).as("after %d, at a %s", after, atA).doesNotHaveDuplicates();
        if (!atA) {
          known.addAll(undelivered(tried.a.endpoint()));
          assertThat(known)
              .as("after %d", after)
              .containsAll(LongStream.rangeClosed(1, offered).boxed().toList());
        }
      }
    }
    assertThat(aborted).isPositive();
  }

  private static List<Long> undelivered(Endpoint of) {
    List<Long> numbers = new ArrayList<>();
    for (Undelivered each : of.undelivered()) {
      of.read(
          each.session(),
          each.stream(),
          (sequence, message, at, length) ->
              numbers.add(message.get(ValueLayout.JAVA_LONG_UNALIGNED, at)));
    }
    return numbers;
  }

  @Test
  void a_session_that_expires_without_memory_is_over_and_the_others_go_on() {
    DurablePair tried =
        new DurablePair(Messages.small().toBuilder().expiry(Duration.ofSeconds(2)).build());
    tried.b.lost = datagram -> true;
    Session first = tried.connect();
    tried.trips(100);
    tried.a.storage.noMemoryAfter = 0;
    tried.trips(3_000);
    assertThat(first.ended()).isTrue();
    assertThat(tried.a.ended).isEqualTo(SessionEnd.SESSION_EXPIRED);
    assertThat(tried.a.endpoint().sessions()).isEmpty();
    assertThat(tried.a.endpoint().counters().outOfMemory()).isPositive();
    tried.b.lost = datagram -> false;
    tried.a.storage.noMemoryAfter = Long.MAX_VALUE;
    Session next = tried.connect();
    tried.trips(50);
    DurablePair.offer(next, 7);
    tried.trips(50);
    assertThat(tried.b.numbers).containsExactly(7L);
  }

  /** Whatever fails on the way: nobody finds a session that is over, and the handler hears. */
  @Test
  void an_end_that_cannot_be_remembered_or_free_its_memory_is_an_end() {
    for (boolean remembers : new boolean[] {true, false}) {
      Wired wire = new Wired(Messages.small());
      Endpoint endpoint = wire.a.endpoint;
      if (remembers) {
        endpoint.onReleased(memory -> {
          throw new OutOfMemoryError("as planned");
        });
      } else {
        TestWall.around(
            endpoint,
            peer -> PeerIdentity.NONE,
            owners -> {
              throw new OutOfMemoryError("as planned");
            },
            () -> false);
        for (int i = 0; i < REMEMBERED; i++) {
          endpoint.connect(wire.now, 0).abort(wire.now);
        }
      }
      Session session = endpoint.connect(wire.now, 0);
      session.open(1, StreamKind.ORDERED);
      session.offer(1, Messages.message(1, 100), 0, 100);
      wire.a.ended = null;
      assertThatThrownBy(() -> session.abort(wire.now)).isInstanceOf(OutOfMemoryError.class);
      assertThat(wire.a.ended).as("remembers %s", remembers).isEqualTo(SessionEnd.ABORTED);
      assertThat(endpoint.sessions()).as("remembers %s", remembers).isEmpty();
    }
  }

  @Test
  void what_cannot_be_discarded_for_want_of_memory_can_be_discarded_later() {
    Session session = pair.connect();
    pair.trips(20);
    pair.a.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(20);
    session.abort(pair.now);
    pair.trips(20);
    pair.a.storage.noMemoryAfter = 0;
    assertThatThrownBy(() -> pair.a.endpoint().discard(session.id()))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(pair.a.endpoint().undelivered()).hasSize(1);
    pair.a.endpoint().discard(session.id());
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
  }
}
