package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.stream.SendStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream has a ring while it has something to send: rings grow, go, and come again. */
final class IdleRingsTest {
  private static final int STREAM = 1;
  private static final long IDLE_NANOS = 2_000_000_000;

  private static final LinkOptions OPTIONS =
      Messages.small().toBuilder().sendPackets(64).receivePackets(64).build();

  private long asked;
  private int times;

  private final LinkOptions counted =
      OPTIONS.toBuilder()
          .memory(bytes -> {
            asked += bytes;
            times++;
            return MemorySegment.ofArray(new byte[(int) bytes]);
          })
          .build();

  private static SendStream sending(Session session) {
    return Objects.requireNonNull(session.sending(STREAM));
  }

  /** Time passes in which both sides say no more than that they are there. */
  private static void idle(Wired wire) {
    for (int i = 0; i < 2; i++) {
      wire.now += IDLE_NANOS;
      wire.trips(4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "UNORDERED", "STUBBORN"})
  void nothing_is_lost_or_changed_or_out_of_order_when_rings_come_and_go(StreamKind kind) {
    for (int seed = 1; seed <= 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Wired wire = new Wired(OPTIONS);
      // Two streams, so that each gets rings that the other has used.
      Session session = wire.a.endpoint.connect(wire.now, 0);
      session.open(STREAM, kind);
      session.open(2, kind);
      wire.trips(5);
      long[] offered = new long[3];
      int widest = 0;
      for (int round = 0; round < 12; round++) {
        int losses = random.nextInt(4);
        wire.a.lost = datagram -> random.nextInt(20) < losses;
        wire.b.lost = datagram -> random.nextInt(20) < losses;
        for (int burst = random.nextInt(120); burst > 0; burst--) {
          int stream = 1 + random.nextInt(2);
          int length = 8 + random.nextInt(kind == StreamKind.ORDERED ? 900 : 180);
          long number = 2 * (offered[stream] + 1) + stream - 1;
          if (session.offer(stream, Messages.message(number, length), 0, length) > 0) {
            offered[stream]++;
          } else {
            wire.trips(1 + random.nextInt(4));
          }
        }
        widest = Math.max(widest, sending(session).slotsKept());
        wire.a.lost = datagram -> false;
        wire.b.lost = datagram -> false;
        wire.trips(300);
        if (random.nextInt(3) > 0) {
          idle(wire);
          assertThat(sending(session).slotsKept()).as("seed %d, round %d", seed, round).isZero();
        }
      }
      assertThat(widest).isEqualTo(64);
      assertThat(wire.b.changed).as("seed %d", seed).isZero();
      for (int stream = 1; stream <= 2; stream++) {
        int parity = stream - 1;
        List<Long> expected = new ArrayList<>();
        LongStream.rangeClosed(1, offered[stream]).forEach(i -> expected.add(2 * i + parity));
        List<Long> got = wire.b.received.stream().filter(i -> i % 2 == parity).toList();
        switch (kind) {
          case ORDERED -> assertThat(got).as("seed %d", seed).isEqualTo(expected);
          case UNORDERED -> assertThat(got).hasSize(expected.size()).containsAll(expected);
          default -> assertThat(got).as("seed %d", seed).containsAll(expected);
        }
      }
    }
  }

  @Test
  void a_durable_stream_gets_its_chunks_back_from_the_log_when_its_ring_has_gone() {
    for (int seed = 1; seed <= 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair = new DurablePair(OPTIONS);
      Session session = pair.connect();
      pair.trips(20);
      long offered = 0;
      for (int round = 0; round < 8; round++) {
        for (int burst = random.nextInt(60); burst > 0; burst--) {
          int length = 8 + random.nextInt(600);
          if (session.offer(STREAM, Messages.message(offered + 1, length), 0, length) > 0) {
            offered++;
          } else {
            pair.trips(2);
          }
        }
        pair.trips(random.nextInt(4));
        switch (random.nextInt(4)) {
          case 0 -> {
            pair.trips(400);
            pair.now += IDLE_NANOS;
            pair.trips(4);
            assertThat(sending(session).slotsKept()).as("seed %d", seed).isZero();
          }
          case 1 -> pair.b.crash(random.nextInt(3));
          default -> pair.trips(random.nextInt(30));
        }
      }
      pair.trips(8_000);
      assertThat(pair.b.numbers)
          .as("seed %d", seed)
          .isEqualTo(LongStream.rangeClosed(1, offered).boxed().toList());
    }
  }

  @Test
  void streams_that_send_now_and_then_ask_for_no_memory_again_and_those_that_are_idle_keep_none() {
    Wired wire = new Wired(counted);
    List<Session> sessions = new ArrayList<>();
    long[] released = new long[1];
    wire.a.endpoint.onReleased(memory -> released[0] += memory.byteSize());
    for (int i = 0; i < 40; i++) {
      Session session = wire.a.endpoint.connect(wire.now, 0);
      session.open(STREAM, StreamKind.ORDERED);
      sessions.add(session);
    }
    wire.trips(5);
    asked = 0;
    times = 0;
    for (Session session : sessions) {
      session.offer(STREAM, Messages.message(1, 100), 0, 100);
    }
    wire.trips(5);
    assertThat(times).isEqualTo(40);
    idle(wire);
    assertThat(sessions).allSatisfy(each -> assertThat(sending(each).slotsKept()).isZero());
    // What is kept for the next ones does not grow with the number of streams.
    long ringBytes = 64 * 256;
    assertThat(asked - released[0]).isPositive().isLessThanOrEqualTo(2 * ringBytes);
    int before = times;
    for (int round = 0; round < 20; round++) {
      Session session = sessions.get(round);
      session.offer(STREAM, Messages.message(2, 100), 0, 100);
      wire.trips(3);
      idle(wire);
    }
    assertThat(times).isEqualTo(before);
    assertThat(wire.b.received).hasSize(60);
  }

  /** A burst has the ring grow, and the next one finds it large; one message does not. */
  @Test
  void a_ring_is_as_large_as_the_one_before_had_to_be() {
    Wired wire = new Wired(counted);
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(STREAM, StreamKind.ORDERED);
    wire.trips(5);
    times = 0;
    for (int burst = 0; burst < 3; burst++) {
      for (int i = 0; i < 60; i++) {
        assertThat(session.offer(STREAM, Messages.message(1, 200), 0, 200)).isPositive();
      }
      wire.trips(100);
      assertThat(sending(session).slotsKept()).isEqualTo(64);
      idle(wire);
    }
    int before = times;
    assertThat(before).isEqualTo(3);
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      session.offer(STREAM, Messages.message(1, 200), 0, 200);
      slots.add(sending(session).slotsKept());
      wire.trips(5);
      idle(wire);
    }
    assertThat(slots).containsExactly(64, 16, 4, 4);
  }

  /** Else what was lost waits for a timeout, and what has arrived is sent again. */
  @Test
  void what_is_known_of_chunks_on_their_way_is_known_when_the_ring_has_grown() {
    Wired wire =
        new Wired(OPTIONS.toBuilder().congestion(() -> new StaticWindow(64 * 256)).build());
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(STREAM, StreamKind.ORDERED);
    wire.trips(20);
    session.offer(STREAM, Messages.message(1, 180), 0, 180);
    wire.trips(20);
    int[] data = new int[1];
    wire.a.lost = datagram -> Wired.stream(datagram) == STREAM && data[0]++ == 0;
    for (int i = 2; i <= 4; i++) {
      session.offer(STREAM, Messages.message(i, 180), 0, 180);
    }
    assertThat(sending(session).slotsKept()).isEqualTo(4);
    // The first is lost, the second arrives and is acknowledged, the third is still to be closed.
    wire.trips(1);
    for (int i = 5; i <= 30; i++) {
      session.offer(STREAM, Messages.message(i, 180), 0, 180);
    }
    assertThat(sending(session).slotsKept()).isEqualTo(64);
    wire.trips(20);
    assertThat(wire.b.received).isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
    assertThat(wire.b.changed).isZero();
    assertThat(wire.a.endpoint.counters().retransmitted()).isEqualTo(1);
    assertThat(wire.a.endpoint.counters().probes()).isZero();
    assertThat(wire.b.endpoint.counters().duplicates()).isZero();
  }

  /** Memory for a larger ring is not needed to go on. */
  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "LOGGED"})
  void a_ring_that_cannot_grow_is_used_as_it_is(StreamKind kind) {
    boolean[] none = new boolean[1];
    LinkOptions poor =
        OPTIONS.toBuilder()
            .memory(bytes -> {
              if (none[0]) {
                throw new OutOfMemoryError("as planned");
              }
              return MemorySegment.ofArray(new byte[(int) bytes]);
            })
            .build();
    if (kind == StreamKind.LOGGED) {
      DurablePair pair = new DurablePair(poor);
      Session session = pair.connect();
      pair.trips(20);
      DurablePair.offer(session, 1);
      pair.trips(20);
      none[0] = true;
      for (int number = 2; number <= 300; number++) {
        assertThat(session.offer(STREAM, Messages.message(number, 150), 0, 150)).isPositive();
      }
      pair.trips(500);
      assertThat(sending(session).slotsKept()).isEqualTo(4);
      assertThat(pair.b.numbers).hasSize(300);
      assertThat(DurablePair.inOrder(pair.b.numbers)).isTrue();
      assertThat(session.ended()).isFalse();
      return;
    }
    Wired wire = new Wired(poor, OPTIONS);
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(STREAM, kind);
    wire.trips(5);
    session.offer(STREAM, Messages.message(1, 150), 0, 150);
    none[0] = true;
    long number = 1;
    for (int tries = 0; number < 300 && tries < 3_000; tries++) {
      // Some are longer than what the ring can hold.
      int length = number % 50 == 0 ? 3_000 : 150;
      if (session.offer(STREAM, Messages.message(number + 1, length), 0, length) > 0) {
        number++;
      } else {
        wire.trips(1);
      }
    }
    wire.trips(200);
    assertThat(sending(session).slotsKept()).isEqualTo(4);
    assertThat(wire.b.received).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
    assertThat(wire.b.changed).isZero();
    none[0] = false;
    idle(wire);
    for (int i = 0; i < 30; i++) {
      session.offer(STREAM, Messages.message(301 + i, 200), 0, 200);
    }
    assertThat(sending(session).slotsKept()).isEqualTo(64);
  }

  @Test
  void what_was_kept_of_packets_out_of_turn_is_given_back_when_nothing_comes() {
    Wired wire = new Wired(OPTIONS);
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(STREAM, StreamKind.ORDERED);
    wire.trips(5);
    int[] data = new int[1];
    wire.a.lost = datagram -> Wired.stream(datagram) == STREAM && data[0]++ == 0;
    for (int i = 1; i <= 20; i++) {
      session.offer(STREAM, Messages.message(i, 200), 0, 200);
    }
    wire.trips(50);
    assertThat(wire.b.received).hasSize(20);
    assertThat(wire.b.endpoint.context().budget.used()).isPositive();
    idle(wire);
    assertThat(wire.b.endpoint.context().budget.used()).isZero();
  }
}
