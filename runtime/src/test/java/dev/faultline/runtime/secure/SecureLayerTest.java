package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.Session;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What protected endpoints do to each other, to strangers and to those who meddle. */
class SecureLayerTest {
  private static final byte OPENING = 1;
  private static final byte REPLY = 2;
  private static final byte COOKIE = 3;
  private static final byte SEALED = 4;

  private static final PrivateKey A = key(1);
  private static final PrivateKey B = key(2);
  private static final PrivateKey C = key(3);

  private final Wire wire = new Wire();

  private static PrivateKey key(long seed) {
    return TestKeys.seeded(seed);
  }

  private static LinkSecurity keys(PrivateKey own, PrivateKey... peers) {
    return LinkSecurity.keys(own, List.of(peers).stream().map(PrivateKey::publicKey).toList());
  }

  private Party plug(long address, LinkSecurity security) {
    Party party = new Party(address, security, address);
    wire.plug(party);
    return party;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private void exchange(Party from, long first, long last) {
    for (long number = first; number <= last; number++) {
      while (from.offer(number) < 0) {
        wire.trip();
      }
    }
    wire.trips(30);
  }

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

  /** Draws what a test wants, and then at random. */
  private static final class Drawn implements RandomGenerator {
    final Deque<Long> next = new ArrayDeque<>();
    private final SplittableRandom rest = new SplittableRandom(3);

    @Override
    public long nextLong() {
      return next.isEmpty() ? rest.nextLong() : next.remove();
    }
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
