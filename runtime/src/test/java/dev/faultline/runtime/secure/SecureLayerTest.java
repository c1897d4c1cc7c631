package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What protected endpoints do to each other, to strangers and to those who meddle. */
class SecureLayerTest extends SecureParties {
  @Test
  void a_first_message_arrives_after_one_and_a_half_round_trips_as_without_keys() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    a.offer(1);
    wire.trips(2);
    assertThat(b.received).isEmpty();
    wire.trips(1);
    assertThat(b.received).containsExactly(1L);
    assertThat(b.layer.key(b.session().peer())).isZero();
    assertThat(a.layer.counters().handshakesDone()).isEqualTo(1);
    assertThat(b.layer.counters().handshakesDone()).isEqualTo(1);
  }

  @Test
  void an_eavesdropper_sees_neither_messages_nor_the_headers_of_packets() {
    Party a = plug(1, keys(A, B));
    plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    long secret = 0x5ec2_e75e_c2e7_5ec2L;
    exchange(a, secret, secret + 20);

    byte[] plain = ByteBuffer.allocate(8).putLong(Long.reverseBytes(secret)).array();
    assertThat(wire.seen).hasSizeGreaterThan(5);
    for (Wire.Seen datagram : wire.seen) {
      String bytes = new String(datagram.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(bytes)
          .doesNotContain(new String(plain, java.nio.charset.StandardCharsets.ISO_8859_1));
      assertThat(datagram.bytes()[0]).isIn(OPENING, REPLY, SEALED);
    }
  }

  @Test
  void what_is_sent_again_by_somebody_is_counted_and_not_delivered() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 200);
    long packets = b.endpoint.counters().packetsReceived();
    for (Wire.Seen datagram : List.copyOf(wire.seen)) {
      if (datagram.to() == 2) {
        b.take(wire.now, datagram.from(), datagram.bytes());
        b.take(wire.now, 66, datagram.bytes());
      }
    }

    assertThat(b.received).isEqualTo(upTo(200));
    assertThat(b.endpoint.counters().packetsReceived()).isEqualTo(packets);
    assertThat(b.layer.counters().replayed()).isGreaterThan(50);
    assertThat(b.layer.counters().addressChanges()).isZero();
  }

  @Test
  void a_peer_that_forgot_everything_is_found_again() {
    Party a = plug(1, keys(A, B));
    plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 20);
    Party again = new Party(2, keys(B, A), 77);
    wire.plug(again);
    a.offer(21);
    wire.trips(3_000);

    assertThat(again.layer.counters().strangers()).isPositive();
    assertThat(again.layer.counters().handshakesDone()).isPositive();
    assertThat(again.layer.counters().opened()).isPositive();
  }

  @Test
  void keys_are_changed_by_time_and_nothing_is_lost() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 20);
    for (int i = 0; i < 5; i++) {
      wire.pass(121_000_000_000L);
      exchange(a, 21 + i, 21 + i);
    }

    assertThat(a.layer.counters().handshakesDone()).isBetween(5L, 7L);
    assertThat(b.layer.counters().handshakesDone()).isEqualTo(a.layer.counters().handshakesDone());
    assertThat(b.received).isEqualTo(upTo(25));
    assertThat(a.session().connected()).isTrue();
  }

  @Test
  void who_repeats_a_recorded_handshake_is_forgotten_after_seconds() {
    Party a = plug(1, keys(A, B));
    plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    byte[] opening = wire.seen.getFirst().bytes();
    assertThat(opening[0]).isEqualTo(OPENING);
    // It has the same key as the one that the handshake was made for, and remembers nothing.
    Party victim = new Party(3, keys(B, A), 3);
    victim.take(wire.now, 66, opening);
    victim.work(wire.now);
    assertThat(victim.takeOutbound()).hasSize(1);
    assertThat(victim.layer.address(0)).isEqualTo(66);
    victim.take(wire.now, 66, opening);
    assertThat(victim.layer.counters().replayed()).isEqualTo(1);

    victim.work(wire.now + 10_000_000_000L);
    assertThatThrownBy(() -> victim.layer.address(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(victim.layer.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(victim.layer.counters().handshakesDone()).isZero();
  }

  @Test
  void an_opening_that_comes_back_to_its_sender_is_not_answered() {
    SharedKey secret = SharedKey.of(new byte[32]);
    Party a = plug(1, LinkSecurity.shared(secret));
    a.connect(wire.now, 2, 0);
    a.work(wire.now);
    List<Party.Sent> sent = a.takeOutbound();
    assertThat(sent).hasSize(1);
    a.take(wire.now, 2, sent.getFirst().bytes());
    a.work(wire.now);

    assertThat(a.takeOutbound()).isEmpty();
    assertThat(a.layer.counters().replayed()).isEqualTo(1);
  }

  @Test
  void a_lost_opening_or_reply_is_made_up_for() {
    for (byte type : new byte[] {OPENING, REPLY}) {
      Wire lossy = new Wire();
      Party a = new Party(1, keys(A, B), type);
      Party b = new Party(2, keys(B, A), 20 + type);
      lossy.plug(a);
      lossy.plug(b);
      int[] dropped = {0};
      lossy.lost = datagram -> datagram.bytes()[0] == type && dropped[0]++ < 2;
      a.connect(lossy.now, 2, 0);
      a.offer(1);
      lossy.trips(2_000);

      assertThat(dropped[0]).isGreaterThanOrEqualTo(2);
      assertThat(b.received).containsExactly(1L);
    }
  }
}
