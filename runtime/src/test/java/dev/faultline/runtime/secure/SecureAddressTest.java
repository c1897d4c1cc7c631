package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that change their addresses, and who claims the address of another. */
class SecureAddressTest extends SecureParties {
  @Test
  void a_peer_may_change_its_address() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 20);
    long number = b.session().peer();
    wire.unplug(1);
    wire.plug(9, a);
    exchange(a, 21, 40);
    b.offer(1);
    wire.trips(4);

    assertThat(b.received).isEqualTo(upTo(40));
    assertThat(a.received).containsExactly(1L);
    assertThat(b.layer.counters().addressChanges()).isEqualTo(1);
    assertThat(b.session().peer()).isEqualTo(number);
    assertThat(b.layer.address(number)).isEqualTo(9);
  }

  @Test
  void a_packet_that_is_late_does_not_move_its_peer() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    List<Wire.Seen> held = new ArrayList<>();
    wire.lost = datagram -> datagram.to() == 2 && held.isEmpty() && held.add(datagram);
    exchange(a, 11, 30);
    assertThat(held).hasSize(1);
    long opened = b.layer.counters().opened();
    b.take(wire.now, 66, held.getFirst().bytes());

    assertThat(b.layer.counters().opened()).isEqualTo(opened + 1);
    assertThat(b.layer.counters().addressChanges()).isZero();
    assertThat(b.layer.address(b.session().peer())).isEqualTo(1);
  }

  @Test
  void whoever_claims_the_address_of_another_peer_gets_nothing_that_is_meant_for_it() {
    Party b = plug(2, keys(B, A, C));
    Party a = plug(1, keys(A, B));
    Party c = plug(3, keys(C, B));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    long number = b.session().peer();
    c.connect(wire.now, 2, 0);
    exchange(c, 11, 20);
    // From now on c's packets come with a's address.
    c.offer(21);
    c.work(wire.now);
    c.takeOutbound().forEach(sent -> b.take(wire.now, 1, sent.bytes()));

    // It is asked there whether it is there, and never answers from there.
    wire.trips(10);
    assertThat(b.layer.counters().pathChallenges()).isPositive();
    assertThat(b.layer.counters().addressChanges()).isZero();
    assertThat(b.layer.key(number)).isZero();
    assertThat(b.layer.address(number)).isEqualTo(1);
    exchange(a, 22, 30);
    assertThat(b.received).contains(30L);
  }

  /** Issue 24, B3: what comes from a new address may have been brought there by anybody. */
  @Test
  void an_address_gets_no_more_than_three_times_what_came_from_it_before_it_has_answered() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 20);
    // Somebody holds a's fresh packets back, and sends them from another place.
    a.offer(21);
    a.work(wire.now);
    long brought = 0;
    for (Party.Sent sent : a.takeOutbound()) {
      b.take(wire.now, 66, sent.bytes());
      brought += sent.bytes().length;
    }
    for (int i = 0; i < 500; i++) {
      b.offer(i);
    }
    long sent66 = 0;
    for (int i = 0; i < 200; i++) {
      b.work(wire.now + i * 10_000_000L);
      for (Party.Sent sent : b.takeOutbound()) {
        sent66 += sent.address() == 66 ? sent.bytes().length : 0;
      }
    }

    assertThat(b.received).contains(21L);
    assertThat(sent66).isPositive().isLessThanOrEqualTo(3 * brought);
    assertThat(b.layer.address(b.session().peer())).isEqualTo(1);
    assertThat(b.layer.counters().addressChanges()).isZero();
    assertThat(b.layer.counters().pathChallenges()).isPositive();
  }
}
