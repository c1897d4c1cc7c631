package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What was agreed with a key before it was revoked is worth nothing afterwards. */
class RevokedKeysTest {
  private static final PrivateKey A = TestKeys.seeded(1);
  private static final PrivateKey B = TestKeys.seeded(2);
  private static final byte SEALED = 4;

  @Test
  void keys_that_were_agreed_on_end_though_the_peer_is_allowed_again_before_its_next_packet() {
    LinkSecurity bank = LinkSecurity.keys(B, List.of(A.publicKey()));
    Wire wire = new Wire();
    Party a = new Party(1, LinkSecurity.keys(A, List.of(B.publicKey())), 1);
    Party b = new Party(2, bank, 2);
    wire.plug(a);
    wire.plug(b);
    a.connect(wire.now, 2, 0);
    a.offer(1);
    wire.trips(30);
    assertThat(b.received).containsExactly(1L);
    long opened = b.layer.counters().opened();
    long handshakes = b.layer.counters().handshakesDone();

    bank.revoke(A.publicKey());
    bank.allow(A.publicKey());
    a.offer(2);
    a.work(wire.now);
    List<Party.Sent> sealed = a.takeOutbound();
    assertThat(sealed).isNotEmpty().allMatch(sent -> sent.bytes()[0] == SEALED);
    sealed.forEach(sent -> b.take(wire.now, 1, sent.bytes()));
    assertThat(b.layer.counters().opened()).isEqualTo(opened);
    assertThat(b.received).containsExactly(1L);

    // The peer proves anew that it has the key, and the session, which is its own, goes on.
    wire.trips(3_000);
    assertThat(b.layer.counters().handshakesDone()).isGreaterThan(handshakes);
    assertThat(b.received).containsExactly(1L, 2L);
  }

  @Test
  void a_handshake_that_was_under_way_when_its_peer_was_revoked_comes_to_nothing() {
    LinkSecurity shop = LinkSecurity.keys(A, List.of(B.publicKey()));
    Wire wire = new Wire();
    Party a = new Party(1, shop, 1);
    Party b = new Party(2, LinkSecurity.keys(B, List.of(A.publicKey())), 2);
    a.connect(wire.now, 2, 0);
    a.work(wire.now);
    a.takeOutbound().forEach(sent -> b.take(wire.now, 1, sent.bytes()));
    b.work(wire.now);
    shop.revoke(B.publicKey());
    shop.allow(B.publicKey());
    b.takeOutbound().forEach(sent -> a.take(wire.now, 2, sent.bytes()));
    assertThat(a.layer.counters().handshakesDone()).isZero();

    wire.plug(a);
    wire.plug(b);
    wire.trips(3_000);
    assertThat(a.layer.counters().handshakesDone()).isPositive();
    assertThat(a.session().connected()).isTrue();
  }
}
