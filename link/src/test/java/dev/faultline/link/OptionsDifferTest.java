package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24, A9: options that both sides have to set alike, and are not. */
final class OptionsDifferTest {
  private static final LinkOptions OPTIONS = Messages.small().toBuilder().packetBytes(512).build();

  private static void refused(LinkOptions ofA, LinkOptions ofB, String atA, String atB) {
    Wired wired = new Wired(ofA, ofB);
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    session.offer(1, Messages.message(1, 8), 0, 8);
    wired.trips(20);
    assertThat(wired.b.received).isEmpty();
    assertThat(wired.b.endpoint.sessions()).isEmpty();
    assertThat(wired.a.ended).isEqualTo(SessionEnd.OPTIONS_DIFFER);
    assertThat(session.endDetail()).contains(atA);
    assertThat(wired.b.refused).contains(atB);
    assertThat(wired.b.endpoint.counters().refusals()).isPositive();
  }

  private static void refusedBothWays(LinkOptions less, LinkOptions more, String l, String m) {
    refused(less, more, l, m);
    refused(more, less, m, l);
  }

  @Test
  void other_packets_are_refused_by_name() {
    refusedBothWays(
        OPTIONS,
        OPTIONS.toBuilder().packetBytes(1_408).build(),
        "packetBytes is 512 here and 1408 at the peer",
        "packetBytes is 1408 here and 512 at the peer");
  }

  @Test
  void other_streams_are_refused_by_name() {
    refusedBothWays(
        OPTIONS.toBuilder().streams(4).build(),
        OPTIONS.toBuilder().streams(20).build(),
        "streams is 4 here and 20 at the peer",
        "streams is 20 here and 4 at the peer");
  }

  @Test
  void another_longest_message_is_refused_by_name() {
    refusedBothWays(
        OPTIONS.toBuilder().longestMessage(1_000).build(),
        OPTIONS.toBuilder().longestMessage(1 << 20).build(),
        "longestMessage is 1000 here and 1048576 at the peer",
        "longestMessage is 1048576 here and 1000 at the peer");
  }

  @Test
  void a_message_above_the_longest_is_refused_to_who_offers_it() {
    Wired wired = new Wired(OPTIONS);
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    assertThat(session.offer(1, Messages.message(1, 4_097), 0, 4_097)).isEqualTo(Offer.TOO_LARGE);
    assertThat(session.offer(1, Messages.message(1, 4_096), 0, 4_096)).isEqualTo(1);
    assertThat(session.offer(1, MemorySegment.ofArray(new byte[0]), 0, 0)).isNotEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_376})
  void a_backlog_in_longer_packets_is_delivered_or_refused_by_name(int then) {
    LinkOptions before = OPTIONS.toBuilder().packetBytes(1_408).pathDiscovery(false).build();
    DurablePair pair = new DurablePair(before);
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    List<Long> expected = new ArrayList<>();
    for (long number = 1; number <= 40; number++) {
      int length = 8 + (int) (number * 97 % 1_300);
      assertThat(session.offer(DurablePair.STREAM, Messages.message(number, length), 0, length))
          .isEqualTo(number);
      expected.add(number);
      pair.trips(1);
    }
    pair.trips(20);
    pair.b.lost = datagram -> false;

    LinkOptions after = before.toBuilder().packetBytes(then).build();
    if (then == 400) {
      assertThatThrownBy(() -> pair.a.restart(after))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("packetBytes is 400")
          .hasMessageContaining("packets of");
      return;
    }
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          long number = at.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
          assertThat(at.asSlice(offset, length).mismatch(Messages.message(number, length)))
              .isEqualTo(-1);
          pair.b.numbers.add(number);
          return true;
        };
    pair.a.restart(after);
    pair.b.restart(after);
    pair.connect();
    pair.trips(2_000);
    assertThat(pair.b.numbers).isSubsetOf(expected).endsWith(40L);
    assertThat(pair.a.ended).isNull();
    assertThat(pair.b.ended).isNull();
  }

  @Test
  void a_backlog_with_longer_messages_than_are_taken_now_is_refused_by_name_and_not_dropped() {
    DurablePair pair = new DurablePair(OPTIONS);
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    session.offer(DurablePair.STREAM, Messages.message(1, 4_000), 0, 4_000);
    DurablePair.offer(session, 2);
    pair.trips(20);
    pair.b.lost = datagram -> false;
    LinkOptions less = OPTIONS.toBuilder().longestMessage(1_000).build();
    pair.a.restart(less);
    pair.b.restart(less);
    Session again = pair.connect();
    pair.trips(2_000);
    assertThat(pair.b.numbers).isEmpty();
    assertThat(pair.a.ended).isEqualTo(SessionEnd.OPTIONS_DIFFER);
    assertThat(pair.b.ended).isEqualTo(SessionEnd.OPTIONS_DIFFER);
    assertThat(again.ended()).isTrue();
  }

  @Test
  void as_many_streams_as_fit_into_a_hello_are_counted() {
    LinkOptions many =
        LinkOptions.builder()
            .packetBytes(8_000)
            .streams(400)
            .sendPackets(2)
            .receivePackets(2)
            .pathDiscovery(false)
            .build();
    DurablePair pair = new DurablePair(many);
    Session session = pair.connect();
    for (int stream = 2; stream < 302; stream++) {
      session.open(stream, StreamKind.LOGGED);
      session.offer(stream, Messages.message(stream, 8), 0, 8);
    }
    pair.trips(400);
    assertThat(pair.b.numbers).hasSize(300);
    pair.b.crash(0);
    pair.trips(4_000);
    DurablePair.offer(session, 1);
    pair.trips(400);
    assertThat(pair.a.ended).isNull();
    assertThat(pair.b.numbers).hasSize(301).contains(1L);
  }

  @Test
  void more_sessions_than_are_allowed_are_refused_by_name() {
    LinkOptions few = OPTIONS.toBuilder().mostSessions(2).build();
    Wired wired = new Wired(OPTIONS, few);
    for (int i = 0; i < 3; i++) {
      wired.a.endpoint.connect(wired.now, 0);
      wired.trips(20);
    }
    assertThat(wired.b.endpoint.sessions()).hasSize(2);
    assertThat(wired.a.ended).isEqualTo(SessionEnd.TOO_MANY_SESSIONS);
  }

  @Test
  void whether_a_stream_is_open_can_be_asked() {
    DurablePair pair = new DurablePair(OPTIONS);
    Session session = pair.connect();
    assertThat(session.isOpen(DurablePair.STREAM)).isTrue();
    assertThat(session.isOpen(2)).isFalse();
    assertThat(session.isOpen(-1)).isFalse();
    assertThat(session.isOpen(OPTIONS.streams())).isFalse();
    pair.trips(20);
    DurablePair.offer(session, 1);
    pair.trips(20);
    pair.a.crash(0);
    Session recovered = pair.a.endpoint().sessions().getFirst();
    assertThat(recovered.isOpen(DurablePair.STREAM)).isTrue();
    assertThat(recovered.offered(DurablePair.STREAM)).isEqualTo(1);
    assertThat(recovered.isOpen(2)).isFalse();
  }
}
