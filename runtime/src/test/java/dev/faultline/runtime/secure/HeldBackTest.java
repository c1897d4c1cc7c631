package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody on the path keeps packets, which are then neither forged nor repeated, for long. */
class HeldBackTest {
  private static final byte SEALED = 4;
  private static final long SECOND = 1_000_000_000;

  @Test
  void packets_that_are_held_back_do_not_begin_a_session_that_is_over_again() {
    PrivateKey ofA = TestKeys.seeded(1);
    PrivateKey ofB = TestKeys.seeded(2);
    Wire wire = new Wire();
    Party a = new Party(1, LinkSecurity.keys(ofA, List.of(ofB.publicKey())), 1);
    Party b = new Party(2, LinkSecurity.keys(ofB, List.of(ofA.publicKey())), 2);
    wire.plug(a);
    wire.plug(b);
    List<byte[]> held = new ArrayList<>();
    boolean[] holds = {true};
    // The first packets come through and are not answered, so that a says everything again.
    wire.lost =
        datagram -> {
          if (!holds[0] || datagram.bytes()[0] != SEALED) {
            return false;
          }
          if (datagram.from() == 1 && !b.received.isEmpty()) {
            held.add(datagram.bytes());
          }
          return datagram.from() == 2 || !b.received.isEmpty();
        };
    a.connect(wire.now, 2, 0);
    a.offer(1);
    wire.trips(2_000);
    assertThat(b.received).containsExactly(1L);
    assertThat(held).isNotEmpty();
    holds[0] = false;
    wire.trips(4_000);
    a.session().close(wire.now);
    wire.trips(1_000);
    assertThat(a.session().ended()).isTrue();
    assertThat(b.endpoint.sessions()).isEmpty();
    long opened = b.layer.counters().opened;

    // Each is fresh until it comes: keys work for up to three minutes.
    for (int after = 0; after < 150; after++) {
      wire.now += SECOND;
      b.work(wire.now);
    }
    held.forEach(packet -> b.take(wire.now, 1, packet));
    b.work(wire.now);
    assertThat(b.layer.counters().opened).isGreaterThan(opened);
    assertThat(b.received).containsExactly(1L);
    assertThat(b.endpoint.sessions()).isEmpty();
  }
}
