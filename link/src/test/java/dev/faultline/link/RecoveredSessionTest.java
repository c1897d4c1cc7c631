package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24, A6: what a recovered session takes the time to be that its peer was last heard. */
final class RecoveredSessionTest {
  private static final Duration EXPIRY = Duration.ofHours(1);
  private static final long DAY = 86_400_000_000_000L;
  private static final long LARGEST = 1L << 62;

  private static DurablePair pair(long start) {
    DurablePair pair = new DurablePair(Messages.small().toBuilder().expiry(EXPIRY).build());
    pair.now = start;
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(10);
    assertThat(pair.b.numbers).containsExactly(1L);
    return pair;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, DAY, 1_000 * DAY, LARGEST})
  void a_recovered_session_does_not_expire_because_the_machine_has_been_up_for_long(long start) {
    DurablePair pair = pair(start);
    pair.b.crash(0);
    Session recovered = pair.b.endpoint().sessions().getFirst();
    recovered.open(DurablePair.STREAM, StreamKind.LOGGED);
    DurablePair.offer(recovered, 1);
    pair.trips(4_000);
    assertThat(pair.b.ended).isNull();
    assertThat(pair.a.numbers).containsExactly(1L);
  }

  @Test
  void a_recovered_session_takes_nobody_for_its_peer_until_it_is_connected() {
    DurablePair pair = pair(0);
    pair.b.crash(0);
    Session recovered = pair.b.endpoint().sessions().getFirst();
    assertThat(recovered.peer()).isNegative();
    recovered.connection().abort(SessionEnd.ABORTED);
    assertThat(pair.b.endpoint().counters().refusals()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, DAY, LARGEST})
  void a_recovered_session_whose_peer_never_comes_expires(long start) {
    DurablePair pair = pair(start);
    pair.a.lost = datagram -> true;
    pair.b.crash(0);
    pair.trips(10);
    assertThat(pair.b.endpoint().sessions()).hasSize(1);
    pair.now += EXPIRY.toNanos();
    pair.trips(10);
    assertThat(pair.b.ended).isEqualTo(SessionEnd.SESSION_EXPIRED);
    assertThat(pair.b.endpoint().sessions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, LARGEST})
  void no_duration_is_too_long_to_be_waited_for(long start) {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    DurablePair pair =
        new DurablePair(
            Messages.small().toBuilder()
                .expiry(ages)
                .storagePatience(ages)
                .helloInterval(Duration.ofMillis(10))
                .keepAlive(ages.minusNanos(1))
                .deadAfter(ages)
                .build());
    pair.now = start;
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(10);
    pair.now += 1_000 * DAY;
    pair.trips(10);
    pair.b.crash(0);
    pair.trips(10);
    pair.now += 1_000 * DAY;
    pair.trips(10);
    assertThat(pair.a.ended).isNull();
    assertThat(pair.b.ended).isNull();
    assertThat(pair.b.numbers).containsExactly(1L);
  }
}
