package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What strangers cost who protects its traffic. */
class SecureFloodTest extends SecureParties {
  /** An opening that only who knows the responder's public key can make, with a key of no avail. */
  private byte[] stampedOpening(LinkSecurity from, long address) {
    Party stranger = new Party(address, from, address);
    stranger.connect(wire.now, 2, 0);
    stranger.work(wire.now);
    return stranger.takeOutbound().getFirst().bytes();
  }

  @Test
  void random_bytes_cost_a_hash_each_and_get_no_answer() {
    SplittableRandom random = new SplittableRandom(5);
    System.out.println("a flood from seed 5");
    Party b = plug(2, keys(B, A));
    for (int i = 0; i < 20_000; i++) {
      byte[] opening = new byte[16 + 112];
      random.nextBytes(opening);
      opening[0] = OPENING;
      opening[1] = 2;
      opening[2] = 0;
      opening[3] = 0;
      b.take(wire.now, i, opening);
    }
    b.work(wire.now);
    assertThat(b.takeOutbound()).isEmpty();
    assertThat(b.layer.counters().unstamped()).isEqualTo(20_000);
    assertThat(b.layer.counters().unauthentic()).isZero();
    assertThat(b.layer.counters().flooded()).isZero();

    // The whole budget is there for who knows the key: no cookie is asked for.
    Party a = plug(1, keys(A, B));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    assertThat(b.received).isEqualTo(upTo(10));
    assertThat(b.layer.counters().cookies()).isZero();
  }

  @Test
  void
      a_flood_of_stamped_openings_is_asked_for_cookies_and_no_answer_is_longer_than_its_question() {
    Party b = plug(2, keys(B, A));
    for (int i = 0; i < 400; i++) {
      byte[] opening = stampedOpening(keys(C, B), 1_000 + i);
      b.take(wire.now, i, opening);
      b.work(wire.now);
      b.takeOutbound().forEach(sent -> assertThat(sent.bytes().length).isLessThan(opening.length));
    }
    assertThat(b.layer.counters().notAllowed()).isBetween(1L, 128L);
    assertThat(b.layer.counters().cookies()).isGreaterThan(200);
    assertThat(b.layer.nextDeadline()).isGreaterThan(wire.now);

    // Who can be reached at its address still gets through.
    Party a = plug(1, keys(A, B));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 10);
    assertThat(b.received).isEqualTo(upTo(10));
  }

  /**
   * Issue 24, B2: one host with real addresses and valid stamps cannot keep others from opening.
   */
  @Test
  void one_prefix_that_returns_all_its_cookies_leaves_room_for_another() {
    Party b = plug(2, keys(B, A));
    b.layer.sources(address -> address >>> 16);
    long attacker = 0xAAAA_0000L;
    for (int i = 0; i < 600; i++) {
      long from = attacker + i;
      byte[] opening = stampedOpening(keys(C, B), 5_000 + i);
      b.take(wire.now, from, opening);
      b.work(wire.now);
      for (Party.Sent answer : b.takeOutbound()) {
        if (answer.bytes()[0] == COOKIE) {
          // The same opening with the cookie, which is the number of the answer.
          byte[] again = opening.clone();
          System.arraycopy(answer.bytes(), 8, again, 8, 8);
          b.take(wire.now, from, again);
        }
      }
      b.work(wire.now);
      b.takeOutbound();
    }
    assertThat(b.layer.counters().flooded()).isGreaterThan(400);

    Party a = plug(1, keys(A, B));
    a.connect(wire.now, 2, 0);
    a.offer(1);
    wire.trips(6);
    assertThat(b.received).containsExactly(1L);
  }

  /** Issue 24, B2: junk must not take the room of the answers to those who have shown a key. */
  @Test
  void packets_of_unknown_associations_do_not_crowd_out_a_reply() {
    Party b = plug(2, keys(B, A));
    for (int i = 0; i < 1_000; i++) {
      byte[] junk = new byte[48];
      junk[0] = SEALED;
      junk[1] = 2;
      junk[4] = 77;
      b.take(wire.now, 40_000 + i, junk);
    }
    Party a = new Party(1, keys(A, B), 1);
    a.connect(wire.now, 2, 0);
    a.work(wire.now);
    a.takeOutbound().forEach(sent -> b.take(wire.now, 1, sent.bytes()));
    b.work(wire.now);

    assertThat(b.takeOutbound()).anyMatch(sent -> sent.address() == 1 && sent.bytes()[0] == REPLY);
  }

  @Test
  void strangers_leave_nothing_behind() {
    Party a = plug(1, keys(A, B));
    Party b = plug(2, keys(B, A));
    a.connect(wire.now, 2, 0);
    exchange(a, 1, 20);
    Party victim = new Party(3, keys(B, A), 3);
    int longest = 0;
    for (Wire.Seen datagram : wire.seen) {
      if (datagram.bytes()[0] == SEALED) {
        victim.take(wire.now, datagram.from(), datagram.bytes());
        victim.work(wire.now);
        for (Party.Sent answer : victim.takeOutbound()) {
          longest = Math.max(longest, answer.bytes().length);
        }
      }
    }

    assertThat(b.received).isEqualTo(upTo(20));
    assertThat(victim.layer.counters().strangers()).isPositive();
    assertThat(victim.endpoint.counters().packetsReceived()).isZero();
    assertThat(longest).isEqualTo(16);
    assertThatThrownBy(() -> victim.layer.address(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
