package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Datagrams that are random, truncated, mutated or replayed, to protected endpoints. */
class HostileProtectedTest {
  private static final long SEED = 20_261_127;
  private static final int ROUNDS = 20_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final PrivateKey keyA = TestKeys.from(random);
  private final PrivateKey keyB = TestKeys.from(random);

  private Party party(long address, PrivateKey own, PrivateKey peer) {
    return new Party(address, LinkSecurity.keys(own, List.of(peer.publicKey())), random.nextLong());
  }

  @Test
  void nothing_hostile_is_thrown_delivered_or_remembered_and_the_session_lives_on() {
    System.out.println("hostile protected datagrams from seed " + SEED);
    Wire wire = new Wire();
    Party a = party(1, keyA, keyB);
    Party b = party(2, keyB, keyA);
    wire.plug(a);
    wire.plug(b);
    a.connect(wire.now, 2, 0);
    for (int i = 1; i <= 100; i++) {
      a.offer(i);
      wire.trip();
    }
    wire.trips(8);
    List<Wire.Seen> genuine = List.copyOf(wire.seen);
    Party stranger = party(3, keyB, keyA);
    long packets = b.endpoint.counters().packetsReceived();
    long own = a.endpoint.counters().packetsReceived();
    for (int i = 0; i < ROUNDS; i++) {
      Wire.Seen copied = genuine.get(random.nextInt(genuine.size()));
      byte[] datagram = hostile(copied.bytes());
      long from = random.nextInt(3) == 0 ? 60 + random.nextInt(5) : copied.from();
      long now = wire.now + i * 1_000L;
      for (Party victim : List.of(a, b, stranger)) {
        assertThatCode(
                () -> {
                  victim.take(now, from, datagram);
                  victim.work(now);
                })
            .doesNotThrowAnyException();
        victim.takeOutbound();
      }
    }

    assertThat(b.received).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(b.endpoint.counters().packetsReceived()).isEqualTo(packets);
    assertThat(a.endpoint.counters().packetsReceived()).isEqualTo(own);
    assertThat(stranger.endpoint.counters().packetsReceived()).isZero();
    assertThat(stranger.layer.counters().strangers()).isPositive();
    assertThat(b.layer.counters().unauthentic()).isPositive();
    assertThat(b.layer.counters().replayed()).isPositive();
    assertThat(b.layer.counters().malformed()).isPositive();
    assertThat(b.layer.counters().addressChanges()).isZero();
    for (int i = 101; i <= 120; i++) {
      a.offer(i);
    }
    wire.trips(600);
    assertThat(b.received).isEqualTo(LongStream.rangeClosed(1, 120).boxed().toList());
  }

  @Test
  void who_waits_for_a_reply_survives_forged_ones() {
    System.out.println("hostile replies from seed " + SEED);
    for (int round = 0; round < 20; round++) {
      Wire wire = new Wire();
      Party a = party(1, keyA, keyB);
      Party b = party(2, keyB, keyA);
      wire.plug(a);
      wire.plug(b);
      a.connect(wire.now, 2, 0);
      a.offer(1);
      // A genuine reply, and a cookie for the same handshake, are on their way and do not arrive.
      wire.lost = datagram -> datagram.to() == 1;
      wire.trips(2);
      byte[] reply = wire.seen.getLast().bytes();
      byte[] cookie = Arrays.copyOf(reply, 16);
      cookie[0] = 3;
      for (int i = 0; i < 200; i++) {
        byte[] datagram = random.nextInt(4) == 0 ? cookie : hostile(reply);
        boolean same = Arrays.equals(datagram, reply);
        assertThatCode(() -> a.take(wire.now, same ? 66 : 2, datagram)).doesNotThrowAnyException();
      }
      assertThat(a.session().connected()).isFalse();
      assertThat(a.layer.counters().handshakesDone()).isZero();
      wire.lost = datagram -> false;
      wire.trips(1_000);
      assertThat(b.received).containsExactly(1L);
    }
  }

  private byte[] hostile(byte[] genuine) {
    byte[] datagram = genuine.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        datagram = new byte[random.nextInt(300)];
        random.nextBytes(datagram);
      }
      case 1 -> datagram = Arrays.copyOf(datagram, random.nextInt(datagram.length));
      case 2 -> datagram[random.nextInt(datagram.length)] ^= (byte) (1 << random.nextInt(8));
      case 3 -> datagram = Arrays.copyOf(datagram, datagram.length + 1 + random.nextInt(40));
      default -> {}
    }
    return datagram;
  }
}
