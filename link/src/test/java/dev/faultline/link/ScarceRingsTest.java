package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A stream takes as large a ring as there is memory for, and a larger one when there is again. */
final class ScarceRingsTest {
  private static final int STREAM = 1;
  private static final int PACKET = 256;
  private static final long IDLE_NANOS = 2_000_000_000;
  private static final LinkOptions OPTIONS =
      Messages.small().toBuilder().sendPackets(64).receivePackets(64).build();

  /** No segment is larger than this. */
  private long most = Long.MAX_VALUE;

  private final List<Long> refusals = new ArrayList<>();
  private LongSupplier clock = () -> 0;
  private boolean broken;
  private long given;

  private final LinkOptions scarce =
      OPTIONS.toBuilder()
          .memory(bytes -> {
            if (bytes > most) {
              refusals.add(clock.getAsLong());
              throw new OutOfMemoryError("as planned");
            }
            given += bytes;
            MemorySegment memory = MemorySegment.ofArray(new byte[(int) bytes]);
            return broken ? memory.asReadOnly() : memory;
          })
          .build();

  private static int slots(Session session) {
    return Objects.requireNonNull(session.sending(STREAM)).slotsKept();
  }

  private static void idle(Wired wire) {
    for (int i = 0; i < 2; i++) {
      wire.now += IDLE_NANOS;
      wire.trips(4);
    }
  }

  /** Offers until so many messages were taken. */
  private static long offer(Wired wire, Session session, long from, int count, int length) {
    long number = from;
    for (int tries = 0; number < from + count && tries < 10_000; tries++) {
      if (session.offer(STREAM, Messages.message(number + 1, length), 0, length) > 0) {
        number++;
      } else {
        wire.trips(1);
      }
    }
    assertThat(number).isEqualTo(from + count);
    return number;
  }

  private Session connect(Wired wire) {
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(STREAM, StreamKind.ORDERED);
    wire.trips(5);
    return session;
  }

  @Test
  void where_there_is_no_memory_for_the_usual_ring_a_smaller_one_will_do() {
    Wired wire = new Wired(scarce, OPTIONS);
    Session[] sessions = {connect(wire), connect(wire), connect(wire), connect(wire)};
    // All have needed large rings once, of which the endpoint keeps two.
    for (Session session : sessions) {
      offer(wire, session, 0, 60, 200);
      assertThat(slots(session)).isEqualTo(64);
    }
    wire.trips(300);
    idle(wire);
    most = 16 * PACKET;
    for (Session session : sessions) {
      assertThat(session.offer(STREAM, Messages.message(61, 100), 0, 100)).isPositive();
    }
    assertThat(slots(sessions[0])).isEqualTo(64);
    assertThat(slots(sessions[3])).isEqualTo(16);
    // One message that needs more slots than there is memory for.
    most = 4 * PACKET;
    Session late = connect(wire);
    offer(wire, sessions[3], 61, 100, 200);
    assertThat(late.offer(STREAM, Messages.message(1, 3_500), 0, 3_500)).isPositive();
    wire.trips(300);
    assertThat(wire.b.received).hasSize(4 * 61 + 100 + 1);
    assertThat(wire.b.changed).isZero();
    assertThat(late.ended()).isFalse();
  }

  @Test
  void a_ring_that_could_not_grow_tries_it_again_after_a_second_then_two_up_to_a_minute() {
    Wired wire = new Wired(scarce, OPTIONS);
    Session session = connect(wire);
    long number = offer(wire, session, 0, 1, 200);
    most = 4 * PACKET;
    clock = () -> wire.now;
    // The stream sends all the time: it never rests.
    while (refusals.size() < 9 && wire.now < 300_000_000_000L) {
      wire.now += 100_000_000;
      number = offer(wire, session, number, 8, 200);
    }
    List<Long> seconds = new ArrayList<>();
    for (int i = 1; i < refusals.size(); i++) {
      seconds.add((refusals.get(i) - refusals.get(i - 1)) / 1_000_000_000);
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    assertThat(slots(session)).isEqualTo(4);
    most = Long.MAX_VALUE;
    for (int step = 0; step < 210; step++) {
      wire.now += 300_000_000;
      number = offer(wire, session, number, 20, 200);
    }
    assertThat(slots(session)).isGreaterThanOrEqualTo(16);
    wire.trips(100);
    assertThat(wire.b.received).isEqualTo(LongStream.rangeClosed(1, number).boxed().toList());
  }

  @Test
  void a_ring_that_cannot_be_filled_is_given_back() {
    Wired wire = new Wired(scarce, OPTIONS);
    long[] released = new long[1];
    wire.a.endpoint.onReleased(memory -> released[0] += memory.byteSize());
    Session session = connect(wire);
    offer(wire, session, 0, 4, 200);
    broken = true;
    given = 0;
    assertThatThrownBy(() -> offer(wire, session, 4, 1, 200))
        .isInstanceOf(IllegalArgumentException.class);
    broken = false;
    wire.trips(1);
    assertThat(given).isEqualTo(16 * PACKET);
    assertThat(released[0]).isEqualTo(given);
    assertThat(slots(session)).isEqualTo(4);
  }
}
