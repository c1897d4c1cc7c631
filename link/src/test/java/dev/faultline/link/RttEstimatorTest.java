package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.recovery.RttEstimator;
import org.junit.jupiter.api.Test;

final class RttEstimatorTest {
  private static final long MILLI = 1_000_000;

  private final RttEstimator rtt = new RttEstimator(100 * MILLI, new Histogram());

  /** Issue 24: otherwise timeouts feed on themselves where acknowledgements are lost. */
  @Test
  void what_the_peer_waited_beyond_what_it_may_is_not_the_ways() {
    rtt.sample(2 * MILLI, 0);
    assertThat(rtt.without(700 * MILLI, 702 * MILLI)).isEqualTo(2 * MILLI);
    assertThat(rtt.without(700 * MILLI, 705 * MILLI)).isEqualTo(5 * MILLI);
    assertThat(rtt.without(-MILLI, 3 * MILLI)).isEqualTo(3 * MILLI);
  }

  @Test
  void a_peer_that_claims_to_have_waited_long_makes_no_way_shorter_than_the_shortest() {
    rtt.sample(2 * MILLI, 0);
    assertThat(rtt.without(1L << 40, 3 * MILLI)).isEqualTo(2 * MILLI);
    assertThat(rtt.without(1L << 40, MILLI)).isEqualTo(MILLI);
  }

  @Test
  void before_the_first_sample_a_claim_leaves_something() {
    assertThat(rtt.without(1L << 40, 3 * MILLI)).isPositive();
  }

  @Test
  void lost_acknowledgements_do_not_make_round_trips_longer() {
    Wired wire = new Wired(Messages.small());
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, StreamKind.ORDERED);
    wire.trips(10);
    for (int round = 1; round <= 30; round++) {
      session.offer(1, Messages.message(round, 8), 0, 8);
      // The packet arrives, its acknowledgement does not, and no probe asks for another one.
      wire.b.lost = datagram -> true;
      wire.trips(1);
      wire.b.lost = datagram -> false;
      wire.a.lost = datagram -> true;
      wire.trips(20 * round);
      wire.b.endpoint.sessions().getFirst().halves().receiver().acks().news(wire.now);
      wire.b.endpoint.sessions().getFirst().connection().busy();
      wire.trips(1);
      wire.a.lost = datagram -> false;
      wire.trips(10);
    }
    assertThat(wire.b.received).hasSize(30);
    assertThat(session.roundTripNanos()).isLessThan(10 * MILLI);
  }
}
