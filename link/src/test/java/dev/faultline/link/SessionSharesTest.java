package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.handshake.SessionShares;
import org.junit.jupiter.api.Test;

/** Issue 24, B: one allowed peer cannot take all the room there is for sessions. */
final class SessionSharesTest {
  private static final PeerIdentity GREEDY = new PeerIdentity(1, 0, 0, 0);
  private static final PeerIdentity HONEST = new PeerIdentity(2, 0, 0, 0);
  private static final int MOST = 16;

  private static int fill(SessionShares shares, PeerIdentity peer, int before, boolean several) {
    int sessions = before;
    while (shares.roomFor(peer, sessions, several)) {
      shares.add(peer);
      sessions++;
    }
    return sessions - before;
  }

  @Test
  void one_peer_of_several_gets_three_quarters_and_each_next_one_some() {
    SessionShares shares = new SessionShares(1_000);
    int greedy = fill(shares, GREEDY, 0, true);
    assertThat(greedy).isEqualTo(750);
    assertThat(fill(shares, HONEST, greedy, true)).isBetween(150, 250);
  }

  @Test
  void the_only_peer_gets_all() {
    assertThat(fill(new SessionShares(MOST), GREEDY, 0, false)).isEqualTo(MOST);
    assertThat(fill(new SessionShares(1), GREEDY, 0, true)).isEqualTo(1);
  }

  @Test
  void what_has_ended_leaves_its_room() {
    SessionShares shares = new SessionShares(MOST);
    int most = fill(shares, GREEDY, 0, true);
    assertThat(shares.roomFor(GREEDY, most, true)).isFalse();
    shares.remove(GREEDY);
    assertThat(shares.roomFor(GREEDY, most - 1, true)).isTrue();
  }

  @Test
  void an_allowed_peer_that_begins_all_the_sessions_it_can_leaves_room_for_another() {
    LinkOptions few = Messages.small().toBuilder().mostSessions(MOST).build();
    Wired greedy = new Wired(Messages.small(), few);
    PeerIdentity[] who = {GREEDY};
    TestWall.around(greedy.b.endpoint, peer -> who[0], owners -> {}, () -> true);
    for (int i = 0; i < 2 * MOST; i++) {
      greedy.a.endpoint.connect(greedy.now, 0);
    }
    greedy.trips(40);
    assertThat(greedy.b.endpoint.sessions()).hasSize(MOST * 3 / 4);
    assertThat(greedy.a.ended).isEqualTo(SessionEnd.TOO_MANY_SESSIONS);

    who[0] = HONEST;
    Session honest = greedy.a.endpoint.connect(greedy.now, 0);
    greedy.trips(20);
    assertThat(honest.connected()).isTrue();
  }

  @Test
  void sessions_that_are_over_and_of_which_messages_are_kept_count_until_these_are_discarded() {
    LinkOptions few = Messages.small().toBuilder().mostSessions(2).build();
    DurablePair pair = new DurablePair(few);
    parkAtB(pair);
    parkAtB(pair);
    // So they do after a restart.
    pair.b.crash(0);
    assertThat(pair.b.endpoint().undelivered()).hasSize(2);
    Session refused = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(40);
    assertThat(refused.ended()).isTrue();
    assertThat(pair.a.ended).isEqualTo(SessionEnd.TOO_MANY_SESSIONS);

    pair.b.endpoint().discard(pair.b.endpoint().undelivered().getFirst().session());
    Session next = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(40);
    assertThat(next.connected()).isTrue();
  }

  private static void parkAtB(DurablePair pair) {
    Session session = pair.a.endpoint().connect(pair.now, 0);
    pair.trips(40);
    assertThat(session.connected()).isTrue();
    Session accepted = pair.b.endpoint().sessions().getFirst();
    accepted.open(DurablePair.STREAM, StreamKind.LOGGED);
    pair.a.lost = datagram -> true;
    assertThat(DurablePair.offer(accepted, 1)).isPositive();
    pair.trips(2);
    accepted.abort(pair.now);
    session.abort(pair.now);
    pair.trips(4);
    pair.a.lost = datagram -> false;
    pair.trips(4);
  }
}
