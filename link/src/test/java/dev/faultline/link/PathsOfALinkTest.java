package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.congestion.CongestionControl;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link finds out about how long the packets are that its path carries. */
final class PathsOfALinkTest {
  /** A wide window that remembers what it hears. */
  private static final class Listener implements CongestionControl {
    final List<Integer> packets = new ArrayList<>();
    int losses;

    @Override
    public long windowBytes() {
      return 1 << 20;
    }

    @Override
    public void packets(int bytes) {
      packets.add(bytes);
    }

    @Override
    public void acknowledged(
        long now, long bytes, long largest, long next, long rtt, boolean limited) {}

    @Override
    public void lost(long now, long largestLost, long nextPacket) {
      losses++;
    }

    @Override
    public void collapsed(long now) {
      losses++;
    }
  }

  @Test
  void an_ordinary_path_is_known_a_round_trip_after_connecting() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    assertThat(session.pathMtu()).isEqualTo(PathMtu.BASE_BYTES);

    wire.trips(3);

    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
    assertThat(wire.a.endpoint.counters().pathProbes()).isEqualTo(1);
    assertThat(wire.a.endpoint.counters().pathProbesLost()).isZero();
  }

  @Test
  void without_discovery_packets_are_as_long_as_the_options_say() {
    Wired wire = new Wired(LongMessages.OPTIONS.toBuilder().pathDiscovery(false).build());
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
    wire.trips(20);

    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
    assertThat(wire.a.endpoint.counters().pathProbes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_200, 1_252, 1_400, 5_000})
  void each_direction_of_a_narrow_path_is_measured_by_itself(int carries) {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    wire.a.lost = datagram -> datagram.length > carries;
    for (int i = 0; i < 400; i++) {
      SessionTest.offer(session, 1, i + 1);
      wire.trips(5);
    }

    assertThat(session.pathMtu()).isBetween(carries - PathMtu.STEP_BYTES + 1, carries);
    Session back = wire.b.session;
    assertThat(back == null ? 0 : back.pathMtu()).isEqualTo(LongMessages.LONGEST);
    assertThat(wire.a.endpoint.counters().pathProbesLost()).isGreaterThan(2);
    assertThat(wire.a.endpoint.counters().lost()).isZero();
    assertThat(wire.a.endpoint.counters().blackHoles()).isZero();
  }

  @Test
  void ordinary_loss_is_hardly_ever_taken_for_a_black_hole() {
    long packets = 0;
    long holes = 0;
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Wired wire =
          new Wired(LinkOptions.builder().congestion(() -> new StaticWindow(1 << 14)).build());
      wire.a.lost = datagram -> random.nextInt(20) == 0;
      wire.b.lost = datagram -> random.nextInt(20) == 0;
      Session session = SessionTest.open(wire, StreamKind.ORDERED);
      for (int trip = 0; trip < 2_000; trip++) {
        for (int i = 0; i < 3; i++) {
          session.offer(1, Messages.message(1, 1_000), 0, 1_000);
        }
        wire.trips(1);
      }
      assertThat(wire.b.count).as("seed %d", seed).isGreaterThan(5_000);
      packets += wire.a.endpoint.counters().packetsSent();
      holes += wire.a.endpoint.counters().blackHoles();
    }
    System.out.println(holes + " supposed black holes in " + packets + " packets");
    assertThat(holes).isLessThan(10);
  }

  @Test
  void a_peer_that_is_silent_for_a_while_is_no_black_hole() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    wire.trips(10);
    for (int silence = 1; silence <= 10; silence++) {
      wire.a.lost = datagram -> true;
      wire.b.lost = datagram -> true;
      LongMessages.offer(session, 10, 10L * (silence - 1));
      wire.trips(40 * silence);
      wire.a.lost = datagram -> false;
      wire.b.lost = datagram -> false;
      wire.trips(2_000);
      assertThat(wire.b.received).hasSize(10 * silence);
    }

    assertThat(wire.a.endpoint.counters().probes()).isGreaterThan(30);
    assertThat(wire.a.endpoint.counters().blackHoles()).isZero();
    assertThat(wire.a.endpoint.counters().fragments()).isZero();
    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
  }

  @Test
  void a_lost_probe_of_the_path_is_no_sign_of_congestion() {
    Listener listening = new Listener();
    Wired wire = new Wired(LongMessages.OPTIONS.toBuilder().congestion(() -> listening).build());
    wire.a.lost = datagram -> datagram.length > 1_300;
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    for (int i = 0; i < 400; i++) {
      SessionTest.offer(session, 1, i + 1);
      wire.trips(5);
    }

    assertThat(wire.a.endpoint.counters().pathProbesLost()).isGreaterThan(2);
    assertThat(listening.losses).isZero();
  }

  @Test
  void a_probe_of_the_path_takes_nothing_of_the_window() {
    Wired wire =
        new Wired(
            LongMessages.OPTIONS.toBuilder()
                .congestion(() -> new StaticWindow(2 * PathMtu.BASE_BYTES))
                .build());
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    List<Integer> sent = new ArrayList<>();
    wire.a.lost =
        datagram -> {
          sent.add(datagram.length);
          return false;
        };
    SessionTest.offer(session, 1, 1);
    for (int trip = 0; trip < 10 && !sent.contains(LongMessages.LONGEST); trip++) {
      sent.clear();
      wire.carry(wire.a, wire.b, 0);
      if (!sent.contains(LongMessages.LONGEST)) {
        wire.carry(wire.b, wire.a, 0);
      }
    }

    assertThat(sent).startsWith(LongMessages.LONGEST).hasSize(2);
    assertThat(wire.b.received).containsExactly(1L);
  }

  @Test
  void congestion_control_hears_how_long_packets_are() {
    Listener listening = new Listener();
    Wired wire =
        new Wired(
            LongMessages.OPTIONS.toBuilder().congestion(() -> listening).build(),
            LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    wire.trips(10);
    assertThat(listening.packets).last().isEqualTo(LongMessages.LONGEST);
    wire.a.lost = datagram -> datagram.length > PathMtu.BASE_BYTES;
    LongMessages.offer(session, 10);
    wire.trips(500);

    assertThat(wire.a.endpoint.counters().blackHoles()).isEqualTo(1);
    assertThat(listening.packets).last().isEqualTo(PathMtu.BASE_BYTES);
  }

  @Test
  void a_session_that_follows_its_peer_to_another_address_begins_to_search_again() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    SessionTest.open(wire, StreamKind.ORDERED);
    wire.trips(10);
    Session follower = wire.b.endpoint.sessions().getFirst();
    assertThat(follower.pathMtu()).isEqualTo(LongMessages.LONGEST);
    wire.b.lost = datagram -> datagram.length > 1_300;
    wire.addressOfA = 9;
    SessionTest.offer(wire.a.endpoint.sessions().getFirst(), 1, 1);
    wire.trips(1);

    assertThat(follower.pathMtu()).isEqualTo(PathMtu.BASE_BYTES);
    assertThat(wire.b.endpoint.counters().blackHoles()).isZero();
  }

  @Test
  void a_new_connection_begins_to_search_again() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.UNORDERED);
    wire.trips(10);
    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
    wire.a.lost = datagram -> true;
    wire.now += 2 * LongMessages.OPTIONS.deadAfter().toNanos();
    wire.trips(1);
    assertThat(session.connected()).isFalse();
    wire.a.lost = datagram -> datagram.length > 1_300;
    LongMessages.offer(session, 5);
    wire.trips(5_000);

    assertThat(session.connected()).isTrue();
    assertThat(wire.b.received).hasSize(5);
    assertThat(wire.a.endpoint.counters().blackHoles()).isZero();
  }

  @Test
  void a_probe_of_the_path_tells_nobody_what_was_sent_before_it() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    List<byte[]> probes = new ArrayList<>();
    wire.a.lost =
        datagram -> {
          if (datagram[Wire.TYPE] == Wire.PING && datagram.length > Wire.BODY) {
            probes.add(datagram);
          }
          return false;
        };
    SessionTest.open(wire, StreamKind.ORDERED);
    for (int i = 0; i < 10; i++) {
      // Greetings of others use the same buffers.
      wire.a.endpoint.connect(wire.now, 0);
    }
    wire.trips(10);

    assertThat(probes).hasSize(11);
    for (byte[] probe : probes) {
      assertThat(probe).hasSize(LongMessages.LONGEST);
      assertThat(Arrays.copyOfRange(probe, Wire.BODY, LongMessages.LONGEST))
          .isEqualTo(new byte[LongMessages.LONGEST - Wire.BODY]);
    }
  }
}
