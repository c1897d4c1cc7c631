package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer has closed, and the application has not taken yet all that arrived before. */
final class LeavingTest {
  private static final Duration EXPIRY = Duration.ofSeconds(30);
  private static final LinkOptions OPTIONS =
      Messages.small().toBuilder().mostSessions(3).expiry(EXPIRY).build();

  private final Wired wire = new Wired(OPTIONS);

  private Session begin() {
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, StreamKind.ORDERED);
    wire.trips(20);
    assertThat(session.connected()).isTrue();
    return session;
  }

  private static void offer(Session session, int count) {
    for (int i = 1; i <= count; i++) {
      session.offer(1, Messages.message(i, 190), 0, 190);
    }
  }

  private void pass(Duration time) {
    wire.now += time.toNanos();
    wire.trips(3);
  }

  /** It waited for a chunk that nobody would send any more, and kept a place for ever. */
  @Test
  void what_a_peer_has_left_out_is_not_waited_for_when_it_closes() {
    for (int n = 0; n < 5; n++) {
      Session session = begin();
      offer(session, 4);
      wire.a.lost =
          datagram ->
              datagram[Wire.TYPE] == Wire.DATA
                  && MemorySegment.ofArray(datagram).get(Wire.LONG, Wire.CHUNK) == 0;
      wire.carry(wire.a, wire.b, 0);
      wire.b.outbound.clear();
      wire.a.lost = datagram -> false;
      session.abort(wire.now);
      wire.a.endpoint.poll(wire.now, wire.a::send);
      for (byte[] datagram : List.copyOf(wire.a.outbound)) {
        MemorySegment packet = MemorySegment.ofArray(datagram);
        if (datagram[Wire.TYPE] == Wire.END) {
          packet.set(Wire.BYTE, Wire.BODY, (byte) EndCode.of(SessionEnd.CLOSED));
          new Checksum().stamp(packet, 0, datagram.length);
          wire.b.endpoint.onDatagram(wire.now, 0, packet, 0, datagram.length);
        }
      }
      wire.a.outbound.clear();
      assertThat(wire.b.endpoint.sessions()).as("session %d", n).isEmpty();
      assertThat(wire.b.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    }
    assertThat(wire.b.received).isEmpty();
  }

  @Test
  void an_application_that_takes_nothing_more_has_as_long_as_sessions_last_without_a_peer() {
    wire.b.busy = true;
    Session session = begin();
    offer(session, 4);
    session.close(wire.now);
    wire.trips(50);
    assertThat(wire.a.ended).isEqualTo(SessionEnd.CLOSED);
    pass(EXPIRY.minusSeconds(1));
    assertThat(wire.b.endpoint.sessions()).hasSize(1);
    assertThat(wire.b.endpoint.nextDeadline()).isLessThan(wire.now + EXPIRY.toNanos());
    pass(Duration.ofSeconds(2));
    assertThat(wire.b.endpoint.sessions()).isEmpty();
    assertThat(wire.b.ended).isEqualTo(SessionEnd.SESSION_EXPIRED);
  }

  /** It asked in vain for as long as sessions last without a peer, which is a day. */
  @Test
  void a_peer_that_did_not_hear_the_answer_to_its_close_and_asks_again_hears_that_all_is_over() {
    wire.b.busy = true;
    Session session = begin();
    offer(session, 4);
    // What b says of the end does not arrive, and the connection breaks before a gives up.
    wire.b.lost = datagram -> datagram[Wire.TYPE] == Wire.ENDED;
    session.close(wire.now);
    boolean[] said = new boolean[1];
    wire.a.lost =
        datagram -> {
          said[0] |= datagram[Wire.TYPE] == Wire.END;
          return false;
        };
    for (int i = 0; i < 200 && !said[0]; i++) {
      wire.trips(1);
    }
    assertThat(said[0]).isTrue();
    assertThat(session.ended()).isFalse();
    wire.b.lost = datagram -> true;
    wire.now += LinkOptions.DEFAULT.deadAfter().plusSeconds(1).toNanos();
    wire.a.endpoint.onTimer(wire.now);
    assertThat(session.connected()).isFalse();
    wire.b.lost = datagram -> false;
    wire.trips(1_000);
    assertThat(session.ended()).isTrue();
    assertThat(wire.a.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    wire.b.busy = false;
    wire.b.endpoint.sessions().getFirst().resume(wire.now);
    wire.trips(5);
    assertThat(wire.b.received).containsExactly(1L, 2L, 3L, 4L);
    assertThat(wire.b.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
  }

  @Test
  void an_application_that_takes_one_message_now_and_then_gets_all() {
    wire.b.most = 0;
    Session session = begin();
    offer(session, 10);
    session.close(wire.now);
    wire.trips(50);
    assertThat(wire.a.ended).isEqualTo(SessionEnd.CLOSED);
    for (int taken = 1; taken <= 10; taken++) {
      pass(EXPIRY.minusSeconds(1));
      wire.b.most = taken;
      wire.b.endpoint.sessions().getFirst().resume(wire.now);
      wire.trips(1);
    }
    assertThat(wire.b.received).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(wire.b.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
  }
}
