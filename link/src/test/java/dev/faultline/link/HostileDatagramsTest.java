package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.wire.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that are random, truncated, mutated or replayed, with checksums that are right. */
final class HostileDatagramsTest {
  private static final int ROUNDS = 200_000;
  private static final long SEED = 20_261_127;
  private static final int LONGEST_PACKET = 4_096;

  /** An endpoint, what it has sent, and what it has received. */
  private static final class Side {
    final List<byte[]> sent = new ArrayList<>();
    final List<Long> received = new ArrayList<>();
    final Endpoint endpoint;

    Side(long seed, boolean narrow) {
      endpoint =
          new Endpoint(
              narrow ? longPackets() : Messages.small(),
              new SplittableRandom(seed),
              (session, stream, sequence, buffer, offset, length) -> received.add(sequence));
    }

    boolean send(long peer, MemorySegment segment, long offset, int length) {
      return sent.add(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private static LinkOptions longPackets() {
      return Messages.small().toBuilder()
          .packetBytes(LONGEST_PACKET)
          .congestion(() -> new StaticWindow(8 * LONGEST_PACKET))
          .build();
    }

    void take(long now, long peer, byte[] datagram) {
      endpoint.onDatagram(now, peer, MemorySegment.ofArray(datagram), 0, datagram.length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothing_that_a_stranger_sends_is_thrown_or_remembered(boolean narrow) {
    System.out.println("hostile datagrams from seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> genuine = conversation(new Side(1, narrow), new Side(2, narrow), 50, narrow);
    Side victim = new Side(3, narrow);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] datagram = hostile(genuine, random);
      assertThatCode(() -> victim.take(0, random.nextLong(4), datagram)).doesNotThrowAnyException();
      if (i % 64 == 0) {
        victim.endpoint.poll(0, victim::send);
      }
    }

    Counters counters = victim.endpoint.counters();
    assertThat(victim.endpoint.sessions()).isEmpty();
    assertThat(victim.received).isEmpty();
    assertThat(counters.packetsReceived()).isEqualTo(ROUNDS);
    assertThat(counters.strangers()).isPositive();
    assertThat(counters.corrupt()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_session_survives_hostile_copies_of_its_own_packets_or_ends_by_name(boolean narrow) {
    SplittableRandom random = new SplittableRandom(SEED);
    Side a = new Side(1, narrow);
    Side b = new Side(2, narrow);
    List<byte[]> genuine = conversation(a, b, 50, narrow);
    assertThat(a.endpoint.counters().fragments() > 0).isEqualTo(narrow);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] datagram = hostile(genuine, random);
      long now = 1_000_000_000L + i;
      assertThatCode(
              () -> {
                b.take(now, 0, datagram);
                b.endpoint.poll(now, b::send);
              })
          .doesNotThrowAnyException();
      b.sent.clear();
    }

    assertThat(b.endpoint.counters().malformed()).isPositive();
    assertThat(b.endpoint.counters().duplicates()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replayed_packets_deliver_nothing_twice(boolean narrow) {
    Side a = new Side(1, narrow);
    Side b = new Side(2, narrow);
    List<byte[]> genuine = conversation(a, b, 50, narrow);
    List<Long> before = List.copyOf(b.received);
    for (byte[] datagram : genuine) {
      b.take(2_000_000, 0, datagram);
    }

    assertThat(before).hasSize(50);
    assertThat(b.received).isEqualTo(before);
  }

  /**
   * Lets two sides exchange messages; returns every datagram that was sent.
   *
   * @param narrow whether the path drops long packets, so that most messages go in fragments
   */
  private static List<byte[]> conversation(Side a, Side b, int messages, boolean narrow) {
    List<byte[]> all = new ArrayList<>();
    Session session = a.endpoint.connect(0, 0);
    StreamKind[] kinds =
        narrow
            ? new StreamKind[] {
              StreamKind.UNORDERED, StreamKind.STUBBORN, StreamKind.FAIR_LOSS, StreamKind.ORDERED
            }
            : new StreamKind[] {StreamKind.ORDERED};
    for (int i = 0; i < kinds.length; i++) {
      session.open(i + 1, kinds[i]);
    }
    int offered = 0;
    for (int round = 0; round < 100; round++) {
      long now = round * 1_000_000L;
      for (int i = 0; i < 3 && offered < messages; i++) {
        int length = narrow ? 3_900 - offered * 50 : 10 + 30 * offered % 500;
        int stream = 1 + offered % kinds.length;
        if (session.offer(stream, Messages.message(offered + 1, length), 0, length) > 0) {
          offered++;
        }
      }
      a.endpoint.poll(now, a::send);
      a.sent.removeIf(each -> narrow && each.length > 1_300);
      all.addAll(a.sent);
      a.sent.forEach(each -> b.take(now, 0, each));
      a.sent.clear();
      b.endpoint.poll(now, b::send);
      all.addAll(b.sent);
      b.sent.forEach(each -> a.take(now, 0, each));
      b.sent.clear();
    }
    return all;
  }

  private static byte[] hostile(List<byte[]> genuine, SplittableRandom random) {
    byte[] datagram;
    if (random.nextInt(4) == 0) {
      datagram = new byte[random.nextInt(300)];
      random.nextBytes(datagram);
    } else {
      datagram = genuine.get(random.nextInt(genuine.size())).clone();
      switch (random.nextInt(3)) {
        case 0 -> datagram = java.util.Arrays.copyOf(datagram, random.nextInt(datagram.length));
        case 1 -> {
          int changes = 1 + random.nextInt(6);
          int where = random.nextBoolean() ? datagram.length : Math.min(datagram.length, 60);
          for (int i = 0; i < changes; i++) {
            datagram[random.nextInt(where)] = (byte) random.nextInt();
          }
        }
        default -> {}
      }
    }
    boolean sealed = random.nextInt(8) != 0 && datagram.length >= 4;
    if (sealed) {
      new Checksum().stamp(MemorySegment.ofArray(datagram), 0, datagram.length);
    }
    return datagram;
  }
}
