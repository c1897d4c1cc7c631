package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.path.PathMtu;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks in fragments, over paths that carry less than the longest packet. */
final class FragmentsTest {
  @ParameterizedTest
  @EnumSource(names = {"STUBBORN", "UNORDERED", "ORDERED"})
  void everything_arrives_although_long_packets_stop_arriving(StreamKind kind) {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, kind);
    wire.trips(10);
    assertThat(session.pathMtu()).isEqualTo(LongMessages.LONGEST);
    wire.a.lost = datagram -> datagram.length > 1_300;
    List<Integer> lengths = LongMessages.offer(session, 50);

    wire.trips(1_500);

    assertThat(wire.b.received.stream().distinct().sorted().toList())
        .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
    if (kind != StreamKind.STUBBORN) {
      assertThat(wire.b.received).hasSize(50);
    }
    if (kind == StreamKind.ORDERED) {
      assertThat(wire.b.lengths).isEqualTo(lengths);
    }
    assertThat(wire.b.changed).isZero();
    assertThat(wire.a.endpoint.counters().blackHoles()).isEqualTo(1);
    assertThat(wire.a.endpoint.counters().fragments()).isGreaterThan(50);
    assertThat(session.pathMtu()).isBetween(1_285, 1_300);
    assertThat(wire.b.endpoint.counters().malformed()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAIR_LOSS", "STUBBORN", "UNORDERED"})
  void messages_that_must_not_be_split_pass_a_path_that_was_never_wide(StreamKind kind) {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, kind);
    wire.a.lost = datagram -> datagram.length > 1_300;
    wire.trips(3);
    int most = LongMessages.LONGEST - Wire.FRAMES - Wire.FRAME_HEADER;
    for (long i = 1; i <= 5; i++) {
      int length = most - (int) i;
      assertThat(session.offer(1, Messages.message(i, length), 0, length)).isEqualTo(i);
    }
    wire.trips(5);

    assertThat(wire.b.changed).isZero();
    assertThat(wire.b.received).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(wire.b.lengths).containsExactly(most - 1, most - 2, most - 3, most - 4, most - 5);
    assertThat(session.offer(1, Messages.message(6, most + 1), 0, most + 1))
        .isEqualTo(Offer.TOO_LARGE);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNORDERED", "ORDERED"})
  void fragments_may_come_in_any_order_and_twice(StreamKind kind) {
    for (long seed = 1; seed <= 50; seed++) {
      Wired wire = new Wired(LongMessages.OPTIONS);
      Random random = new Random(seed);
      Session session = SessionTest.open(wire, kind);
      wire.trips(10);
      wire.a.lost = datagram -> datagram.length > 1_300;
      LongMessages.offer(session, 20);
      for (int trip = 0; trip < 1_500 && wire.b.received.size() < 20; trip++) {
        wire.now += 500_000;
        wire.a.endpoint.onTimer(wire.now);
        wire.a.endpoint.poll(wire.now, wire.a::send);
        List<byte[]> shuffled = new ArrayList<>(wire.a.outbound);
        shuffled.addAll(wire.a.outbound);
        wire.a.outbound.clear();
        Collections.shuffle(shuffled, random);
        for (byte[] datagram : shuffled) {
          wire.b.endpoint.onDatagram(
              wire.now, 0, MemorySegment.ofArray(datagram), 0, datagram.length);
        }
        wire.carry(wire.b, wire.a, 0);
      }
      assertThat(wire.b.changed).isZero();
      assertThat(wire.b.received).as("seed %d", seed).hasSize(20);
      assertThat(wire.a.endpoint.counters().fragments()).isGreaterThan(20 * 7);
      assertThat(wire.b.endpoint.counters().malformed()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STUBBORN", "UNORDERED", "ORDERED"})
  void a_path_that_changes_all_the_time_loses_and_repeats_nothing(StreamKind kind) {
    long holes = 0;
    long fragments = 0;
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] carries = {LongMessages.LONGEST};
      Wired wire = new Wired(LongMessages.OPTIONS);
      wire.a.lost = datagram -> datagram.length > carries[0] || random.nextInt(10) == 0;
      wire.b.lost = datagram -> random.nextInt(10) == 0;
      Session session = SessionTest.open(wire, kind);
      long offered = 0;
      for (int trip = 0; trip < 4_000; trip++) {
        if (random.nextInt(200) == 0) {
          carries[0] = 1_200 + random.nextInt(LongMessages.LONGEST - 1_200);
        }
        int length = 8 + random.nextInt(random.nextInt(3) == 0 ? 8_900 : 100);
        if (offered < 1_000
            && session.offer(1, Messages.message(offered + 1, length), 0, length) > 0) {
          offered++;
        }
        wire.trips(1);
      }
      List<Long> all = LongStream.rangeClosed(1, 1_000).boxed().toList();
      assertThat(
              kind == StreamKind.ORDERED
                  ? wire.b.received
                  : wire.b.received.stream().distinct().sorted().toList())
          .as("seed %d", seed)
          .isEqualTo(all);
      if (kind == StreamKind.UNORDERED) {
        assertThat(wire.b.received).hasSize(1_000);
      }
      assertThat(wire.b.changed).isZero();
      holes += wire.a.endpoint.counters().blackHoles();
      fragments += wire.a.endpoint.counters().fragments();
      assertThat(wire.b.endpoint.counters().malformed()).isZero();
    }
    assertThat(holes).isGreaterThan(10);
    assertThat(fragments).isGreaterThan(100);
  }

  @Test
  void a_chunk_that_is_only_padded_beyond_the_path_goes_whole() {
    Wired wire = new Wired(LongMessages.OPTIONS.toBuilder().packetBytes(1_300).build());
    Session session = SessionTest.open(wire, StreamKind.UNORDERED);
    wire.trips(10);
    int[] padded = {0};
    wire.a.lost =
        datagram -> {
          padded[0] += datagram.length == 1_300 && datagram[Wire.TYPE] == Wire.DATA ? 1 : 0;
          return datagram.length > 1_250;
        };
    for (long i = 1; i <= 20; i++) {
      session.offer(1, Messages.message(i, 1_150), 0, 1_150);
    }
    wire.trips(1_000);

    assertThat(padded[0]).isPositive();
    assertThat(wire.a.endpoint.counters().blackHoles()).isEqualTo(1);
    assertThat(wire.a.endpoint.counters().fragments()).isZero();
    assertThat(wire.b.received).hasSize(20);
  }

  @Test
  void more_fragments_than_packets_are_remembered_do_not_stop_a_session() {
    Wired wire =
        new Wired(
            LongMessages.OPTIONS.toBuilder()
                .packetBytes(16_000)
                .sendPackets(4)
                .receivePackets(4)
                .build());
    Session session = SessionTest.open(wire, StreamKind.UNORDERED);
    wire.a.lost = datagram -> datagram.length > 1_300;
    wire.trips(3);
    for (long i = 1; i <= 4; i++) {
      session.offer(1, Messages.message(i, 15_900), 0, 15_900);
    }
    wire.a.lost = datagram -> true;
    wire.trips(1_000);
    wire.a.lost = datagram -> datagram.length > 1_300;
    wire.trips(3_000);

    assertThat(wire.b.received).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  @Test
  void a_stubborn_stream_sends_no_more_chunks_in_fragments_than_the_receiver_assembles() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LinkOptions few = LongMessages.OPTIONS.toBuilder().sendPackets(64).receivePackets(2).build();
      Wired wire = new Wired(LongMessages.OPTIONS, few);
      wire.a.lost = datagram -> datagram.length > 1_300 || random.nextInt(5) == 0;
      Session session = SessionTest.open(wire, StreamKind.STUBBORN);
      LongMessages.offer(session, 40);
      wire.trips(3_000);

      assertThat(wire.b.received.stream().distinct().sorted().toList())
          .as("seed %d", seed)
          .isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STUBBORN", "UNORDERED"})
  void a_chunk_that_the_application_did_not_take_when_its_last_fragment_came_comes_again(
      StreamKind kind) {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, kind);
    wire.a.lost = datagram -> datagram.length > 1_300;
    wire.trips(3);
    wire.b.busy = true;
    LongMessages.offer(session, 5);
    wire.trips(50);
    assertThat(wire.a.endpoint.counters().fragments()).isPositive();
    wire.b.busy = false;
    wire.b.endpoint.sessions().forEach(each -> each.resume(wire.now));
    wire.trips(2_000);

    assertThat(wire.b.received).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
    assertThat(wire.b.changed).isZero();
  }

  @Test
  void lost_fragments_of_a_fair_loss_stream_are_neither_sent_again_nor_waited_for() {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.FAIR_LOSS);
    wire.a.lost = datagram -> datagram.length > 1_300;
    wire.trips(3);
    int[] fragments = {0};
    wire.a.lost =
        datagram ->
            datagram.length > 1_300
                || (datagram[Wire.TYPE] == Wire.DATA_FRAGMENT && fragments[0]++ % 5 == 0);
    int length = 8_000;
    for (long i = 1; i <= 20; i++) {
      assertThat(session.offer(1, Messages.message(i, length), 0, length)).isEqualTo(i);
      wire.trips(20);
    }

    assertThat(fragments[0]).isEqualTo(20 * 7);
    assertThat(wire.a.endpoint.counters().lost()).isPositive();
    assertThat(wire.a.endpoint.counters().retransmitted()).isZero();
    assertThat(wire.b.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 8_000})
  void the_first_timeout_sends_the_last_message_again_and_pings_only_behind_long_packets(
      int length) {
    Wired wire = new Wired(LongMessages.OPTIONS);
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    wire.trips(10);
    List<Byte> types = new ArrayList<>();
    wire.a.lost =
        datagram -> {
          types.add(datagram[Wire.TYPE]);
          return true;
        };
    session.offer(1, Messages.message(1, length), 0, length);
    wire.trips(1);
    assertThat(types).containsExactly(Wire.DATA);
    types.clear();
    for (int trip = 0; trip < 100 && types.isEmpty(); trip++) {
      wire.trips(1);
    }

    if (length > PathMtu.BASE_BYTES) {
      assertThat(types).containsExactly(Wire.DATA, Wire.PING);
    } else {
      assertThat(types).containsExactly(Wire.DATA);
    }
  }

  @Test
  void a_late_fragment_of_an_old_chunk_leaves_a_younger_one_alone_that_waits_in_its_slot() {
    int slots = 4;
    Wired wire =
        new Wired(
            LongMessages.OPTIONS.toBuilder().sendPackets(slots).receivePackets(slots).build());
    Session session = SessionTest.open(wire, StreamKind.ORDERED);
    wire.trips(10);
    List<byte[]> whole = new ArrayList<>();
    wire.a.lost = datagram -> datagram[Wire.TYPE] == Wire.DATA && whole.add(datagram);
    LongMessages.offer(session, slots);
    wire.carry(wire.a, wire.b, 0);
    deliver(wire, whole.getFirst());
    wire.carry(wire.b, wire.a, 0);
    LongMessages.offer(session, 1, slots);
    wire.carry(wire.a, wire.b, 0);
    assertThat(whole).hasSize(slots + 1);
    deliver(wire, whole.getLast());

    deliver(wire, fragment(whole.getFirst()));
    whole.forEach(datagram -> deliver(wire, datagram));

    assertThat(wire.b.received).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(wire.b.changed).isZero();
  }

  /**
   * The first fragment of the chunk in this packet, as it may have been sent before the path grew.
   */
  private static byte[] fragment(byte[] whole) {
    byte[] fragment = Arrays.copyOf(whole, Wire.FRAMES + Wire.FRAGMENT_BYTES);
    MemorySegment datagram = MemorySegment.ofArray(fragment);
    short used = datagram.get(Wire.SHORT, Wire.USED);
    datagram.set(Wire.BYTE, Wire.TYPE, Wire.DATA_FRAGMENT);
    datagram.set(Wire.LONG, Wire.PACKET, datagram.get(Wire.LONG, Wire.PACKET) + 1_000);
    datagram.set(Wire.SHORT, Wire.FRAGMENT_OFFSET, (short) 0);
    datagram.set(Wire.SHORT, Wire.FRAGMENT_TOTAL, used);
    new Checksum().stamp(datagram, 0, fragment.length);
    return fragment;
  }

  private static void deliver(Wired wire, byte[] datagram) {
    wire.b.endpoint.onDatagram(wire.now, 0, MemorySegment.ofArray(datagram), 0, datagram.length);
  }
}
