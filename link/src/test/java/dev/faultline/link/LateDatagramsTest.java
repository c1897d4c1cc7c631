package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 24, A7: copies of a closed session's datagrams arrive late. */
final class LateDatagramsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void late_copies_do_not_rebuild_a_closed_session() {
    Wired wired = new Wired(Messages.small());
    List<byte[]> copies = new ArrayList<>();
    wired.a.lost =
        datagram -> {
          copies.add(datagram);
          return false;
        };
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    session.offer(1, Messages.message(7, 8), 0, 8);
    wired.trips(20);
    session.close(wired.now);
    wired.trips(20);
    assertThat(wired.a.ended).isEqualTo(SessionEnd.CLOSED);
    assertThat(wired.b.received).containsExactly(7L);

    for (int after = 0; after < 150; after++) {
      for (byte[] copy : copies) {
        wired.b.endpoint.onDatagram(wired.now, 0, MemorySegment.ofArray(copy), 0, copy.length);
      }
      wired.now += SECOND;
      wired.b.endpoint.poll(wired.now, wired.b::send);
    }
    assertThat(wired.b.received).containsExactly(7L);
    assertThat(wired.b.endpoint.sessions()).isEmpty();
  }

  @Test
  void late_copies_do_not_rebuild_a_closed_logged_session() {
    DurablePair pair = new DurablePair(Messages.small());
    List<byte[]> copies = new ArrayList<>();
    pair.a.lost =
        datagram -> {
          copies.add(datagram);
          return false;
        };
    Session session = pair.connect();
    pair.trips(20);
    DurablePair.offer(session, 1);
    pair.trips(20);
    session.close(pair.now);
    pair.trips(20);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.CLOSED);
    for (int after = 0; after < 150; after++) {
      for (byte[] copy : copies) {
        pair.b.endpoint().onDatagram(pair.now, 0, MemorySegment.ofArray(copy), 0, copy.length);
      }
      pair.now += SECOND;
      pair.carry(pair.b, pair.a);
    }
    assertThat(pair.b.numbers).containsExactly(1L);
    assertThat(pair.b.endpoint().sessions()).isEmpty();
  }

  @Test
  void a_peer_that_never_heard_the_welcome_of_a_session_that_is_over_hears_that_it_is() {
    Wired wired = new Wired(Messages.small());
    wired.b.lost = datagram -> datagram[Wire.TYPE] != Wire.CHALLENGE;
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    session.offer(1, Messages.message(7, 8), 0, 8);
    wired.trips(20);
    assertThat(wired.b.received).containsExactly(7L);
    wired.b.endpoint.sessions().getFirst().close(wired.now);
    wired.trips(20_000);
    assertThat(wired.b.endpoint.sessions()).isEmpty();
    wired.b.lost = datagram -> false;
    wired.trips(40_000);
    assertThat(wired.b.received).containsExactly(7L);
    assertThat(wired.a.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
  }
}
