package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 24, B1: somebody with another key knows what identifies a session or its connection. */
final class TakeoverTest {
  private static final PeerIdentity OWNER = new PeerIdentity(1, 2, 3, 4);
  private static final PeerIdentity THIEF = new PeerIdentity(5, 6, 7, 8);
  private static final long AT_THIEF = 1;
  private static final int EPOCH = Wire.BODY + 16;

  private static PeerIdentity identity(long peer) {
    return peer == AT_THIEF ? THIEF : OWNER;
  }

  /** A copy with the next epoch, and if it is not 0 with this key. */
  private static MemorySegment later(byte[] hello, long key) {
    MemorySegment copy = MemorySegment.ofArray(hello.clone());
    copy.set(Wire.LONG, EPOCH, copy.get(Wire.LONG, EPOCH) + 1);
    if (key != 0) {
      copy.set(Wire.LONG, Wire.KEY, key);
    }
    new Checksum().stamp(copy, 0, hello.length);
    return copy;
  }

  @Test
  void a_durable_session_keeps_its_owner_when_the_responder_has_started_again() {
    DurablePair pair = new DurablePair(Messages.small());
    TestWall.around(pair.a.endpoint(), peer -> OWNER, owner -> {});
    TestWall.around(pair.b.endpoint(), TakeoverTest::identity, owner -> {});
    List<byte[]> hellos = new ArrayList<>();
    pair.a.lost =
        datagram -> {
          if (datagram[Wire.TYPE] == Wire.HELLO) {
            hellos.add(datagram);
          }
          return false;
        };
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(10);
    assertThat(pair.b.numbers).containsExactly(1L);

    pair.b.crash(0);
    TestWall.around(pair.b.endpoint(), TakeoverTest::identity, owner -> {});
    assertThat(pair.b.endpoint().sessions().getFirst().owner()).isEqualTo(OWNER);
    MemorySegment stolen = later(hellos.getFirst(), 99);
    pair.b.endpoint().onDatagram(pair.now, AT_THIEF, stolen, 0, (int) stolen.byteSize());

    assertThat(pair.b.endpoint().counters().foreign()).isEqualTo(1);
    assertThat(pair.b.endpoint().sessions().getFirst().connected()).isFalse();
    pair.trips(2_000);
    DurablePair.offer(session, 2);
    pair.trips(200);
    assertThat(pair.b.numbers).containsExactly(1L, 2L);
    assertThat(pair.a.ended).isNull();
  }

  @Test
  void the_key_of_a_connection_cannot_be_taken_by_another_session() {
    Wired wired = new Wired(Messages.small());
    Wired thieves = new Wired(Messages.small());
    TestWall.around(wired.a.endpoint, peer -> OWNER, owner -> {});
    TestWall.around(thieves.a.endpoint, peer -> OWNER, owner -> {});
    TestWall.around(wired.b.endpoint, TakeoverTest::identity, owner -> {});
    List<byte[]> sent = new ArrayList<>();
    wired.a.lost = sent::add;
    Session session = wired.a.endpoint.connect(wired.now, 0);
    session.open(1, StreamKind.ORDERED);
    wired.a.endpoint.poll(wired.now, wired.a::send);
    wired.a.lost = datagram -> false;
    long key = MemorySegment.ofArray(sent.getFirst()).get(Wire.LONG, Wire.KEY);
    MemorySegment genuine = MemorySegment.ofArray(sent.getFirst());
    wired.b.endpoint.onDatagram(wired.now, 0, genuine, 0, (int) genuine.byteSize());
    wired.trips(20);
    assertThat(session.connected()).isTrue();

    // The thief has a session of its own, which it connects anew with the other's key.
    thieves.b.endpoint.connect(wired.now, 0);
    TestWall.around(thieves.b.endpoint, peer -> OWNER, owner -> {});
    Session own = thieves.b.endpoint.connect(wired.now, 0);
    thieves.b.endpoint.poll(wired.now, thieves.b::send);
    byte[] hello = thieves.b.outbound.getLast();
    wired.b.endpoint.onDatagram(wired.now, AT_THIEF, MemorySegment.ofArray(hello), 0, hello.length);
    assertThat(wired.b.endpoint.sessions()).hasSize(2);
    MemorySegment stolen = later(hello, key);
    wired.b.endpoint.onDatagram(wired.now, AT_THIEF, stolen, 0, (int) stolen.byteSize());

    assertThat(own.id()).isNotEqualTo(session.id());
    assertThat(wired.b.endpoint.counters().foreign()).isEqualTo(1);
    session.offer(1, Messages.message(7, 8), 0, 8);
    wired.b.endpoint.poll(wired.now, (peer, segment, offset, length) -> true);
    wired.trips(50);
    assertThat(wired.b.received).containsExactly(7L);
    assertThat(wired.a.ended).isNull();
  }
}
