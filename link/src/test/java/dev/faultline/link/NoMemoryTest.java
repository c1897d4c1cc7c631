package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Issue 24: memory that the system does not give costs a session, and not the endpoint. */
final class NoMemoryTest {
  /** Larger segments are rings; the endpoint has its own buffers from the beginning. */
  private boolean none;

  private final LinkOptions poor =
      Ends.small()
          .withMemory(bytes -> {
            if (none) {
              throw new OutOfMemoryError("as planned");
            }
            return MemorySegment.ofArray(new byte[(int) bytes]);
          });

  @Test
  void a_stream_without_a_ring_ends_its_session_and_says_why_and_others_go_on() {
    Wired wire = new Wired(poor);
    Session first = wire.a.endpoint.connect(wire.now, 0);
    first.open(1, StreamKind.ORDERED);
    first.offer(1, Ends.message(1, 100), 0, 100);
    Session second = wire.a.endpoint.connect(wire.now, 0);
    second.open(1, StreamKind.ORDERED);
    wire.trips(10);
    none = true;
    assertThat(second.offer(1, Ends.message(2, 100), 0, 100)).isEqualTo(Offer.CLOSED);
    assertThat(second.ended()).isTrue();
    assertThat(second.endDetail()).contains("no memory");
    assertThat(wire.a.ended).isEqualTo(SessionEnd.ABORTED);
    assertThat(wire.a.endpoint.counters().outOfMemory).isEqualTo(1);
    assertThat(first.offer(1, Ends.message(3, 100), 0, 100)).isPositive();
    wire.trips(10);
    assertThat(wire.b.received).containsExactly(1L, 3L);
    assertThat(wire.b.endpoint.sessions()).hasSize(1);
  }

  @Test
  void what_cannot_be_read_back_from_the_log_ends_the_session_and_stays_in_the_log() {
    DurablePair pair = new DurablePair(poor);
    Session session = pair.connect();
    pair.trips(20);
    pair.a.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(5);
    pair.a.crash(0);
    pair.a.lost = datagram -> false;
    none = true;
    Session recovered = pair.a.endpoint().sessions().getFirst();
    recovered.connect(pair.now, 0);
    pair.trips(200);
    assertThat(recovered.ended()).isTrue();
    assertThat(pair.a.ended).isEqualTo(SessionEnd.ABORTED);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.last()).isEqualTo(1));
    none = false;
    Session next = pair.connect();
    pair.trips(20);
    DurablePair.offer(next, 7);
    pair.trips(50);
    assertThat(pair.b.numbers).contains(7L);
  }
}
