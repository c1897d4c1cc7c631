package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link Session#acknowledged} may be asked at any time, and never says more than is so. */
final class AcknowledgedTest {
  private static final int MESSAGES = 200;

  private static DurablePair pair() {
    return new DurablePair(Messages.small());
  }

  private static void offer(DurablePair pair, Session session, long from) {
    for (long number = from; number < from + MESSAGES; ) {
      number += DurablePair.offer(session, number) > 0 ? 1 : 0;
      pair.trips(1);
    }
  }

  @Test
  void a_recovered_session_that_is_not_connected_yet_says_that_nothing_is_known() {
    DurablePair pair = pair();
    Session session = pair.connect();
    pair.trips(10);
    pair.a.lost = datagram -> true;
    offer(pair, session, 1);
    pair.trips(10);
    pair.a.crash(0);

    Session recovered = pair.a.endpoint().sessions().getFirst();
    assertThat(recovered.offered(DurablePair.STREAM)).isEqualTo(MESSAGES);
    assertThat(recovered.acknowledged(DurablePair.STREAM)).isZero();
    pair.a.lost = datagram -> false;
    recovered.connect(pair.now, 0);
    for (int i = 0; i < 4_000; i++) {
      pair.trips(1);
      long arrived = recovered.acknowledged(DurablePair.STREAM);
      assertThat(arrived).isBetween(0L, (long) MESSAGES);
      assertThat(arrived).isLessThanOrEqualTo(pair.b.numbers.size());
    }
    assertThat(recovered.acknowledged(DurablePair.STREAM)).isEqualTo(MESSAGES);
  }

  @Test
  void it_is_never_more_than_has_arrived_when_the_receiver_starts_again() {
    DurablePair pair = pair();
    Session session = pair.connect();
    pair.trips(10);
    offer(pair, session, 1);
    pair.trips(100);
    assertThat(session.acknowledged(DurablePair.STREAM)).isEqualTo(MESSAGES);
    pair.a.lost = datagram -> true;
    offer(pair, session, MESSAGES + 1);
    pair.b.crash(0);
    pair.a.lost = datagram -> false;
    for (int i = 0; i < 4_000; i++) {
      pair.trips(1);
      assertThat(session.acknowledged(DurablePair.STREAM))
          .isLessThanOrEqualTo(Math.max(MESSAGES, pair.b.numbers.size()));
    }
    assertThat(session.acknowledged(DurablePair.STREAM)).isEqualTo(2 * MESSAGES);
  }

  @Test
  void it_stays_what_it_was_when_the_session_ends() {
    DurablePair pair = pair();
    Session session = pair.connect();
    pair.trips(10);
    offer(pair, session, 1);
    pair.trips(100);
    pair.a.lost = datagram -> true;
    offer(pair, session, MESSAGES + 1);
    session.abort(pair.now);
    pair.trips(10);
    assertThat(session.acknowledged(DurablePair.STREAM)).isEqualTo(MESSAGES);
  }
}
