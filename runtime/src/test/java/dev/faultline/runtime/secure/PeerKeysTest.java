package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whose keys are heard, and whose sessions are whose. */
class PeerKeysTest extends SecureParties {
  /** Draws what a test wants, and then at random. */
  private static final class Drawn implements RandomGenerator {
    final Deque<Long> next = new ArrayDeque<>();
    private final SplittableRandom rest = new SplittableRandom(3);

    @Override
    public long nextLong() {
      return next.isEmpty() ? rest.nextLong() : next.remove();
    }
  }

  @Test
  void all_who_share_a_secret_speak_and_others_do_not() {
    SharedKey secret = SharedKey.of(new byte[32]);
    SharedKey another = SharedKey.generate();
    Party a = plug(1, LinkSecurity.shared(secret));
    Party b = plug(2, LinkSecurity.shared(secret));
    Party c = plug(3, LinkSecurity.shared(another));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 50);
    c.connect(wire.now, 2, 0);
    wire.trips(1_000);

    assertThat(b.received).isEqualTo(upTo(50));
    assertThat(c.session().connected()).isFalse();
    assertThat(b.layer.counters().unstamped()).isPositive();
  }

  @Test
  void a_peer_with_another_key_than_expected_is_not_spoken_to() {
    Party a = plug(1, keys(A, C));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    wire.trips(1_000);

    assertThat(a.session().connected()).isFalse();
    assertThat(b.layer.counters().unstamped()).isPositive();
    assertThat(b.endpoint.counters().packetsReceived()).isZero();
  }

  @Test
  void a_key_that_is_not_allowed_is_named_where_it_was_refused() {
    Party a = plug(1, keys(A, C));
    Party c = plug(2, keys(C, B));
    a.connect(wire.now, 2, 0);
    wire.trips(1_000);

    assertThat(a.session().connected()).isFalse();
    assertThat(c.layer.counters().notAllowed()).isPositive();
    assertThat(c.layer.lastRefused()).isEqualTo(A.publicKey().toString());
    assertThat(c.endpoint.counters().packetsReceived()).isZero();
  }

  /** Issue 24, B1: a third peer that is allowed, too, knows the id of a session. */
  @Test
  void a_session_belongs_to_the_key_that_it_began_with() {
    Party b = plug(2, keys(B, A, C));
    Party a = plug(1, keys(A, B));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    // The thief's session has a's id, and is connected twice, so that its epoch is a later one.
    Drawn drawn = new Drawn();
    Party thief = new Party(3, keys(C, B), drawn);
    wire.plug(thief);
    drawn.next.add(a.session().id().high());
    drawn.next.add(a.session().id().low());
    Session stolen = thief.endpoint.connect(wire.now, thief.layer.peer(2, 0));
    assertThat(stolen.id()).isEqualTo(a.session().id());
    stolen.connect(wire.now, thief.layer.peer(2, 0));
    wire.trips(50);

    assertThat(b.endpoint.counters().foreign()).isPositive();
    assertThat(stolen.ended()).isTrue();
    assertThat(b.endpoint.lastForeign()).startsWith(a.session().id() + " belongs to ");
    exchange(a, 11, 20);
    assertThat(b.received).containsAll(upTo(20));
    assertThat(a.session().connected()).isTrue();
  }

  @Test
  void a_key_that_is_revoked_is_not_heard_and_one_that_is_allowed_again_goes_on() {
    LinkSecurity bank = keys(B, A);
    Party b = plug(2, bank);
    Party a = plug(1, keys(A, B));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);

    assertThat(bank.revoke(A.publicKey())).isTrue();
    assertThat(bank.revoke(A.publicKey())).isFalse();
    a.offer(11);
    wire.trips(200);
    assertThat(b.received).isEqualTo(upTo(10));
    assertThat(b.layer.counters().notAllowed()).isPositive();
    assertThat(b.layer.lastRefused()).isEqualTo(A.publicKey().toString());

    bank.allow(A.publicKey());
    wire.trips(3_000);
    assertThat(b.received).isEqualTo(upTo(11));
    assertThat(bank.peers()).containsExactly(A.publicKey());
  }

  @Test
  void a_key_that_is_allowed_while_the_layer_runs_is_heard() {
    LinkSecurity bank = keys(B, A);
    Party b = plug(2, bank);
    bank.allow(C.publicKey());
    Party c = plug(3, keys(C, B));
    c.connect(wire.now, 2, 0);
    exchange(c, 1, 5);
    assertThat(b.received).isEqualTo(upTo(5));
    assertThat(b.layer.key(b.session().peer())).isEqualTo(1);
  }
}
