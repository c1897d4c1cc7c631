package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application gives up connecting: nothing is left of the attempt on either side. */
final class CancelledAttemptTest {
  private final List<MemorySegment> held = new ArrayList<>();
  private final LinkOptions options =
      Messages.small().toBuilder()
          .memory(bytes -> {
            MemorySegment segment = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
            held.add(segment);
            return segment;
          })
          .build();

  private final Wired wire = new Wired(options, Messages.small());

  private void gone() {
    assertThat(wire.a.endpoint.sessions()).isEmpty();
    assertThat(wire.a.endpoint.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(held).isEmpty();
    assertThat(wire.a.ended).isEqualTo(SessionEnd.ABORTED);
  }

  private Session begin() {
    // What the endpoint needs itself stays.
    held.clear();
    wire.a.endpoint.onReleased(segment -> held.removeIf(each -> each.equals(segment)));
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, StreamKind.ORDERED);
    session.offer(1, Messages.message(1, 190), 0, 190);
    return session;
  }

  @Test
  void an_attempt_to_reach_an_absent_peer_leaves_no_session_no_memory_and_no_timer() {
    wire.a.lost = datagram -> true;
    Session session = begin();
    for (int i = 0; i < 20; i++) {
      wire.now += Duration.ofSeconds(1).toNanos();
      wire.trips(1);
    }
    assertThat(session.connected()).isFalse();
    assertThat(held).isNotEmpty();
    session.abort(wire.now);
    wire.trips(2);
    gone();
  }

  /** After so many ways of a datagram; the handshake has four. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void an_attempt_that_ends_in_the_middle_of_the_handshake_is_over_on_both_sides(int ways) {
    Session session = begin();
    for (int i = 0; i < ways; i++) {
      if (i % 2 == 0) {
        wire.carry(wire.a, wire.b, 0);
      } else {
        wire.carry(wire.b, wire.a, 0);
      }
    }
    session.abort(wire.now);
    // What the peer had on its way arrives, and is answered; it asks a silent peer after a second.
    wire.trips(5);
    wire.now += Duration.ofSeconds(2).toNanos();
    wire.trips(20);
    gone();
    assertThat(wire.b.endpoint.sessions()).isEmpty();
    assertThat(wire.b.endpoint.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }
}
