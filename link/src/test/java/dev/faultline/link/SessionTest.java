package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SessionTest {
  @Test
  void a_first_message_arrives_after_one_and_a_half_round_trips() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);

    wire.trips(1);
    wire.carry(wire.a, wire.b, 0);

    assertThat(wire.b.received).containsExactly(1L);
  }

  @Test
  void sixteen_mebibytes_arrive_in_one_message() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    int length = 16 << 20;

    assertThat(session.offer(1, Messages.message(7, length), 0, length)).isEqualTo(1);
    assertThat(offer(session, 1, 8)).isEqualTo(Offer.BACK_PRESSURED);
    wire.trips(200);
    assertThat(offer(session, 1, 8)).isEqualTo(2);
    wire.trips(2);

    assertThat(wire.b.received).containsExactly(7L, 8L);
    assertThat(wire.b.lengths).containsExactly(length, 8);
  }

  @Test
  void a_full_window_does_not_wait_for_an_acknowledgement_that_may_be_late() {
    int packets = 10;
    Wired wire =
        new Wired(
            LinkOptions.builder()
                .ackDelay(Duration.ofSeconds(5))
                .ackEvery(256)
                .congestion(
                    () -> new StaticWindow((long) packets * LinkOptions.DEFAULT.packetBytes()))
                .build());
    Session session = open(wire, StreamKind.ORDERED);
    wire.trips(2);
    int length = 1_300;
    for (long i = 1; i <= 20L * packets; i++) {
      assertThat(session.offer(1, Messages.message(i, length), 0, length)).isEqualTo(i);
    }

    wire.trips(21);

    assertThat(wire.b.received).hasSize(20 * packets);
  }

  @Test
  void a_stream_does_not_wait_for_another_ones_lost_packet() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    session.open(2, StreamKind.ORDERED);
    wire.trips(2);
    wire.a.lost = datagram -> Wired.stream(datagram) == 1;
    offer(session, 1, 1);
    offer(session, 2, 2);
    wire.carry(wire.a, wire.b, 0);

    assertThat(wire.b.received).containsExactly(2L);

    wire.a.lost = datagram -> false;
    wire.trips(200);
    assertThat(wire.b.received).containsExactly(2L, 1L);
  }

  @Test
  void an_application_that_takes_nothing_stops_the_sender_and_loses_nothing() {
    Wired wire = new Wired(Messages.small());
    Session session = open(wire, StreamKind.ORDERED);
    wire.b.busy = true;
    long offered = 0;
    for (int i = 0; i < 2_000; i++) {
      offered = Math.max(offered, offer(session, 1, offered + 1));
      wire.trips(1);
    }
    long stuck = offered;
    assertThat(offer(session, 1, 0)).isEqualTo(Offer.BACK_PRESSURED);
    assertThat(wire.b.received).isEmpty();

    wire.b.busy = false;
    Session incoming = wire.b.session;
    assertThat(incoming).isNotNull();
    if (incoming != null) {
      incoming.resume(wire.now);
    }
    wire.trips(100);

    assertThat(wire.b.received).isEqualTo(LongStream.rangeClosed(1, stuck).boxed().toList());
  }

  @Test
  void closing_delivers_what_was_offered_and_is_told_to_both_sides() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);
    session.close(wire.now);

    assertThat(offer(session, 1, 2)).isEqualTo(Offer.CLOSED);
    wire.trips(20);

    assertThat(wire.b.received).containsExactly(1L);
    assertThat(wire.a.ended).isEqualTo(SessionEnd.CLOSED);
    assertThat(wire.b.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    assertThat(wire.a.endpoint.sessions()).isEmpty();
    assertThat(wire.b.endpoint.sessions()).isEmpty();
  }

  @Test
  void a_session_whose_peer_is_silent_expires() {
    Wired wire = new Wired(LinkOptions.builder().expiry(Duration.ofSeconds(30)).build());
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);
    wire.trips(4);
    wire.a.lost = datagram -> true;
    wire.b.lost = datagram -> true;
    for (int i = 0; i < 60; i++) {
      wire.now += 1_000_000_000L;
      wire.trips(1);
    }

    assertThat(wire.a.ended).isEqualTo(SessionEnd.SESSION_EXPIRED);
    assertThat(wire.b.ended).isEqualTo(SessionEnd.SESSION_EXPIRED);
  }

  @Test
  void a_peer_that_restarted_without_a_disk_is_told_as_a_lost_session() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);
    wire.trips(4);
    Wired other = new Wired(LinkOptions.DEFAULT);
    offer(session, 1, 2);
    other.now = wire.now;
    for (int i = 0; i < 20; i++) {
      other.carry(wire.a, other.b, 0);
      other.carry(other.b, wire.a, 0);
    }

    assertThat(wire.a.ended).isEqualTo(SessionEnd.SESSION_LOST);
    assertThat(other.b.received).isEmpty();
  }

  @Test
  void a_stream_that_there_cannot_be_is_named_with_the_range() {
    Wired wire = new Wired(Messages.small());
    Session session = open(wire, StreamKind.ORDERED);
    for (int stream : new int[] {-1, 8}) {
      for (ThrowingCallable wrong :
          List.<ThrowingCallable>of(
              () -> session.offer(stream, Messages.message(1, 8), 0, 8),
              () -> session.longestMessage(stream),
              () -> session.offered(stream),
              () -> session.durable(stream))) {
        assertThatThrownBy(wrong)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("stream " + stream + ", expected 0 to 7");
      }
    }
  }

  @Test
  void a_session_follows_its_peer_to_another_address() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);
    wire.trips(4);
    wire.addressOfA = 9;
    offer(session, 1, 2);
    wire.trips(4);

    assertThat(wire.b.received).containsExactly(1L, 2L);
    assertThat(wire.b.endpoint.counters().addressChanges()).isEqualTo(1);
    assertThat(wire.b.endpoint.knows(9)).isTrue();
  }

  @Test
  void a_peer_that_is_gone_from_where_it_was_heard_is_found_where_it_was_connected_to() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    offer(session, 1, 1);
    wire.trips(4);
    // Somebody passes packets on, and then stops, for so long that both sides give up.
    wire.addressOfB = 9;
    offer(session, 1, 2);
    wire.trips(4);
    assertThat(session.peer()).isEqualTo(9);
    wire.addressOfB = 0;
    wire.a.unreachable = peer -> peer == 9;
    wire.b.lost = datagram -> true;
    pass(wire, LinkOptions.DEFAULT.deadAfter());
    assertThat(session.connected()).isFalse();
    assertThat(wire.a.endpoint.knows(0)).isTrue();
    assertThat(wire.a.endpoint.knows(9)).isTrue();

    wire.b.lost = datagram -> false;
    offer(session, 1, 3);
    pass(wire, LinkOptions.DEFAULT.deadAfter());

    assertThat(wire.b.received).containsExactly(1L, 2L, 3L);
    assertThat(session.peer()).isZero();
    assertThat(wire.a.endpoint.knows(9)).isFalse();
  }

  @Test
  void a_hello_that_is_repeated_from_elsewhere_is_answered_there() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.ORDERED);
    wire.b.lost = datagram -> datagram[Wire.TYPE] == Wire.WELCOME;
    wire.trips(3);
    assertThat(wire.b.endpoint.sessions()).hasSize(1);
    assertThat(session.connected()).isFalse();

    wire.addressOfA = 9;
    wire.b.lost = datagram -> false;
    wire.b.unreachable = peer -> peer == 0;
    pass(wire, Duration.ofSeconds(10));

    assertThat(session.connected()).isTrue();
    assertThat(wire.b.endpoint.sessions().getFirst().peer()).isEqualTo(9);
  }

  @Test
  void data_that_was_lost_for_long_goes_on_although_the_peer_was_never_silent() {
    Wired wire = new Wired(Messages.small().toBuilder().sendPackets(8).receivePackets(16).build());
    Session session = open(wire, StreamKind.ORDERED);
    wire.trips(4);
    // The peer's pings come, and are answered: neither side takes the other for dead.
    wire.a.lost = datagram -> datagram[Wire.TYPE] != Wire.ACK;
    long offered = 0;
    while (offer(session, 1, offered + 1) > 0) {
      offered++;
    }
    pass(wire, Duration.ofSeconds(60));
    assertThat(session.connected()).isTrue();
    assertThat(wire.b.received).isEmpty();

    wire.a.lost = datagram -> false;
    pass(wire, Duration.ofSeconds(120));

    assertThat(wire.b.received).isEqualTo(LongStream.rangeClosed(1, offered).boxed().toList());
    assertThat(wire.a.endpoint.counters().resets()).isZero();
  }

  /** So long, and a little, in steps in which nothing urgent is missed. */
  private static void pass(Wired wire, Duration time) {
    long end = wire.now + time.toNanos() * 5 / 4;
    while (wire.now < end) {
      wire.now += 20_000_000;
      wire.trips(1);
    }
  }

  @Test
  void a_message_that_is_too_long_is_refused_by_name() {
    Wired wire = new Wired(Messages.small());
    Session session = open(wire, StreamKind.ORDERED);
    session.open(2, StreamKind.UNORDERED);
    MemorySegment longer = MemorySegment.ofArray(new byte[5_000]);

    assertThat(session.offer(1, longer, 0, 5_000)).isEqualTo(Offer.TOO_LARGE);
    assertThat(session.offer(2, longer, 0, 300)).isEqualTo(Offer.TOO_LARGE);
  }

  @Test
  void a_fair_loss_stream_keeps_nothing_for_a_connection_to_come() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    Session session = open(wire, StreamKind.FAIR_LOSS);

    assertThat(offer(session, 1, 1)).isEqualTo(Offer.NOT_CONNECTED);
    wire.trips(3);
    assertThat(offer(session, 1, 2)).isEqualTo(1);
    wire.trips(1);

    assertThat(wire.b.received).containsExactly(2L);
  }

  static Session open(Wired wire, StreamKind kind) {
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, kind);
    return session;
  }

  static long offer(Session session, int stream, long number) {
    return session.offer(stream, Messages.message(number, 8), 0, 8);
  }
}
