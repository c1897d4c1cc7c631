package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody on the path keeps packets, which are then neither forged nor repeated, for long. */
class HeldBackTest {
  private static final byte SEALED = 4;
  private static final long SECOND = 1_000_000_000;

  @Test
  void packets_that_are_held_back_do_not_begin_a_session_that_is_over_again() {
    deliveredLate(0);
  }

  /** More sessions end than are remembered, which makes room for none of them to begin again. */
  @Test
  void packets_that_are_held_back_begin_nothing_after_so_many_ends_that_they_are_forgotten() {
    deliveredLate(70_000);
  }

  private static void deliveredLate(int others) {
    PrivateKey ofA = TestKeys.seeded(1);
    PrivateKey ofB = TestKeys.seeded(2);
    Wire wire = new Wire();
    Party a = new Party(1, LinkSecurity.keys(ofA, List.of(ofB.publicKey())), 1);
    PrivateKey ofC = TestKeys.seeded(3);
    Party b = new Party(2, LinkSecurity.keys(ofB, List.of(ofA.publicKey(), ofC.publicKey())), 2);
    Party c = new Party(3, LinkSecurity.keys(ofC, List.of(ofB.publicKey())), 3);
    wire.plug(a);
    wire.plug(c);
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
    for (int ended = 0; ended < others; ) {
      List<Session> brief = new ArrayList<>();
      for (int i = 0; i < 2_000; i++, ended++) {
        brief.add(c.endpoint.connect(wire.now, c.layer.peer(2, 0)));
      }
      wire.seen.clear();
      wire.trips(20);
      brief.forEach(session -> session.abort(wire.now));
      wire.trips(20);
      for (Session left : b.endpoint.sessions()) {
        left.abort(wire.now);
      }
      wire.trips(10);
    }
    assertThat(b.endpoint.sessions()).isEmpty();
    long opened = b.layer.counters().opened();

    // Each is fresh until it comes: keys work for up to three minutes.
    for (int after = 0; after < 150; after++) {
      wire.now += SECOND;
      b.work(wire.now);
    }
    held.forEach(packet -> b.take(wire.now, 1, packet));
    b.work(wire.now);
    if (others == 0) {
      assertThat(b.layer.counters().opened()).isGreaterThan(opened);
    }
    assertThat(b.received).containsExactly(1L);
    assertThat(b.endpoint.sessions()).isEmpty();
  }
}
