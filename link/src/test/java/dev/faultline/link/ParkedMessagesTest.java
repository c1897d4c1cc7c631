package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.stream.SendStream;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24, A11: what becomes of undelivered messages when their session ends. */
final class ParkedMessagesTest {
  private final DurablePair pair =
      new DurablePair(Messages.small().toBuilder().checkpointBytes(2_000).build());

  /** Twenty messages arrive, twenty more wait, and then the session is over. */
  private SessionId lost(DurablePair pair) {
    Session session = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 20; number++) {
      DurablePair.offer(session, number);
      pair.trips(1);
    }
    pair.trips(40);
    assertThat(pair.b.numbers).hasSize(20);
    pair.b.lost = datagram -> true;
    for (long number = 21; number <= 39; number++) {
      int length = number == 30 ? 2_000 : 40;
      session.offer(DurablePair.STREAM, Messages.message(number, length), 0, length);
      pair.trips(1);
    }
    // The last one is not even in the storage when the peer's disk turns out to be lost.
    DurablePair.offer(session, 40);
    session.end(SessionEnd.SESSION_LOST);
    pair.trips(20);
    return session.id();
  }

  private static List<Long> read(DurablePair pair, Undelivered what) {
    List<Long> numbers = new ArrayList<>();
    pair.a
        .endpoint()
        .read(
            what.session(),
            what.stream(),
            (sequence, bytes, offset, length) -> {
              long number = bytes.get(Wire.LONG, offset);
              assertThat(sequence).isEqualTo(number);
              assertThat(bytes.asSlice(offset, length).mismatch(Messages.message(number, length)))
                  .isEqualTo(-1);
              numbers.add(number);
            });
    return numbers;
  }

  private void kept(SessionId id) {
    assertThat(pair.a.endpoint().sessions()).isEmpty();
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> {
          assertThat(what.session()).isEqualTo(id);
          assertThat(what.ended()).isEqualTo(SessionEnd.SESSION_LOST);
          assertThat(what.last()).isEqualTo(40);
          // What was processed may still lie beside what was not.
          assertThat(what.first()).isLessThanOrEqualTo(21);
          assertThat(read(pair, what)).contains(21L, 30L, 40L).endsWith(39L, 40L);
        });
  }

  @Test
  void what_waits_in_a_ring_is_kept_though_that_is_written_to_as_soon_as_it_is_released() {
    pair.a.endpoint().onReleased(memory -> memory.fill((byte) 0xDD));
    Session session = pair.connect();
    pair.trips(20);
    DurablePair.offer(session, 1);
    session.abort(pair.now);
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(read(pair, what)).containsExactly(1L));
  }

  @Test
  void a_session_that_is_over_keeps_nothing_of_its_rings_beside_the_log() {
    Session session = pair.connect();
    pair.trips(20);
    DurablePair.offer(session, 1);
    pair.trips(20);
    SendStream stream = session.sending(DurablePair.STREAM);
    assertThat(stream).isNotNull();
    assertThat(stream.slotsKept()).isPositive();
    pair.b.lost = datagram -> true;
    DurablePair.offer(session, 2);
    pair.trips(3);
    DurablePair.offer(session, 3);
    session.end(SessionEnd.SESSION_LOST);
    assertThat(stream.slotsKept()).isZero();
    pair.trips(20);
    assertThat(stream.slotsKept()).isZero();
    assertThat(read(pair, pair.a.endpoint().undelivered().getFirst())).endsWith(2L, 3L);
    pair.a.crash(0);
    assertThat(read(pair, pair.a.endpoint().undelivered().getFirst())).endsWith(2L, 3L);
  }

  @Test
  void undelivered_messages_outlive_their_session_and_crashes_and_can_be_read() {
    SessionId id = lost(pair);
    kept(id);
    pair.a.crash(0);
    kept(id);
    // Checkpoints have them, too, and trim nothing of them.
    pair.b.lost = datagram -> false;
    Session next = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 200; number++) {
      DurablePair.offer(next, number);
      pair.trips(2);
    }
    pair.trips(100);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered())
        .anySatisfy(what -> assertThat(read(pair, what)).contains(21L, 40L));
  }

  @Test
  void they_are_deleted_by_decision_only_and_for_good() {
    SessionId id = lost(pair);
    long used = pair.a.storage.used();
    pair.a.endpoint().discard(id);
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
    assertThatThrownBy(() -> pair.a.endpoint().discard(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(id.toString());

    pair.b.lost = datagram -> false;
    Session next = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 200; number++) {
      DurablePair.offer(next, number);
      pair.trips(2);
    }
    pair.trips(100);
    assertThat(pair.a.storage.used()).isLessThan(used + 4_000);
  }

  @Test
  void a_session_that_goes_on_keeps_its_messages() {
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.ended()).isNull());
    assertThatThrownBy(() -> pair.a.endpoint().discard(session.id()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not over");
  }

  @Test
  void a_stated_policy_deletes_them_with_their_session() {
    DurablePair forgetful =
        new DurablePair(Messages.small().toBuilder().parksUndelivered(false).build());
    lost(forgetful);
    assertThat(forgetful.a.endpoint().undelivered()).isEmpty();
    forgetful.a.crash(0);
    assertThat(forgetful.a.endpoint().undelivered()).isEmpty();
  }

  /** A peer that was away for long comes back with a session that is over here. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_id_of_a_session_whose_messages_are_kept_begins_no_other(boolean restarted) {
    TestWall.around(pair.b.endpoint(), peer -> PeerIdentity.NONE, owners -> {});
    List<byte[]> hellos = new ArrayList<>();
    pair.a.lost =
        datagram -> {
          if (datagram[Wire.TYPE] == Wire.HELLO) {
            hellos.add(datagram);
          }
          return false;
        };
    pair.connect();
    pair.trips(20);
    Session over = pair.b.endpoint().sessions().getFirst();
    pair.b.lost = datagram -> true;
    over.open(2, StreamKind.LOGGED);
    over.offer(2, Messages.message(1, 40), 0, 40);
    pair.trips(20);
    over.end(SessionEnd.SESSION_EXPIRED);
    pair.trips(20);
    if (restarted) {
      pair.b.crash(0);
      TestWall.around(pair.b.endpoint(), peer -> PeerIdentity.NONE, owners -> {});
      // It answers nobody before it is durable that it has started again.
      pair.b.endpoint().poll(pair.now, pair.b::send);
      pair.b.storage.finishSync(pair.now, pair.b.endpoint());
    }
    pair.b.lost = datagram -> false;
    pair.b.outbound.clear();
    pair.now += Duration.ofMinutes(10).toNanos();
    byte[] hello = hellos.getFirst();
    pair.b.endpoint().onDatagram(pair.now, 0, MemorySegment.ofArray(hello), 0, hello.length);
    pair.b.endpoint().poll(pair.now, pair.b::send);

    assertThat(pair.b.endpoint().sessions()).isEmpty();
    assertThat(pair.b.endpoint().undelivered()).hasSize(1);
    assertThat(pair.b.outbound)
        .singleElement()
        .satisfies(answer -> {
          assertThat(answer[Wire.TYPE]).isEqualTo(Wire.END);
          assertThat(answer[Wire.BODY]).isEqualTo((byte) EndCode.of(SessionEnd.SESSION_EXPIRED));
        });
  }

  /** What a peer says of a storage is not this side's own storage, which would keep everything. */
  @Test
  void an_end_that_claims_a_failed_storage_deletes_nothing() {
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(20);
    byte[] end = new byte[Wire.BODY + Long.BYTES];
    MemorySegment packet = MemorySegment.ofArray(end);
    packet.set(Wire.BYTE, Wire.TYPE, Wire.END);
    packet.set(Wire.LONG, Wire.KEY, session.key());
    packet.set(Wire.BYTE, Wire.BODY, (byte) EndCode.of(SessionEnd.STORAGE_FAILED));
    new Checksum().stamp(packet, 0, end.length);
    pair.a.endpoint().onDatagram(pair.now, 0, packet, 0, end.length);
    pair.trips(20);

    assertThat(pair.a.ended).isEqualTo(SessionEnd.SESSION_LOST);
    assertThat(pair.a.endpoint().undelivered()).hasSize(1);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered()).hasSize(1);
  }

  @Test
  void only_the_side_that_began_a_session_connects_it() {
    List<byte[]> hellos = new ArrayList<>();
    pair.a.lost =
        datagram -> {
          if (datagram[Wire.TYPE] == Wire.HELLO) {
            hellos.add(datagram);
          }
          return false;
        };
    Session session = pair.connect();
    pair.trips(20);
    long key = session.key();
    MemorySegment hello = MemorySegment.ofArray(hellos.getLast().clone());
    hello.set(Wire.LONG, Wire.BODY + 16, Long.MAX_VALUE);
    hello.set(Wire.LONG, Wire.KEY, 99);
    new Checksum().stamp(hello, 0, (int) hello.byteSize());
    TestWall.around(pair.a.endpoint(), peer -> PeerIdentity.NONE, owners -> {});
    pair.a.endpoint().onDatagram(pair.now, 0, hello, 0, (int) hello.byteSize());

    assertThat(session.key()).isEqualTo(key);
    assertThat(pair.a.endpoint().counters().malformed()).isEqualTo(1);
    DurablePair.offer(session, 1);
    pair.trips(40);
    assertThat(pair.b.numbers).containsExactly(1L);
  }
}
