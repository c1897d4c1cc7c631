package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.rules.Rules;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packet and chunk numbers pass the places where narrower numbers would wrap, and rings do. */
final class NumberLimitsTest {
  private static final int MESSAGES = 3_000;

  private static Rules from(long first) {
    return new Rules() {
      @Override
      public long firstNumber() {
        return first;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        (1L << 15) - 100,
        (1L << 16) - 100,
        (1L << 31) - 100,
        (1L << 32) - 100,
        (1L << 53) - 100,
        Long.MAX_VALUE - 1_000_000
      })
  void messages_arrive_in_order_under_loss(long first) {
    for (StreamKind kind : new StreamKind[] {StreamKind.ORDERED, StreamKind.UNORDERED}) {
      Wired wire = new Wired(Messages.small(), from(first));
      SplittableRandom random = new SplittableRandom(first);
      wire.a.lost = datagram -> random.nextInt(20) == 0;
      wire.b.lost = datagram -> random.nextInt(20) == 0;
      Session session = SessionTest.open(wire, kind);
      long offered = 0;
      for (int trip = 0; trip < 20_000 && wire.b.received.size() < MESSAGES; trip++) {
        for (int i = 0; i < 3 && offered < MESSAGES; i++) {
          if (SessionTest.offer(session, 1, offered + 1) > 0) {
            offered++;
          }
        }
        wire.trips(1);
      }
      assertThat(
              kind == StreamKind.ORDERED
                  ? wire.b.received
                  : wire.b.received.stream().sorted().toList())
          .as("from %d, %s", first, kind)
          .isEqualTo(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
      assertThat(wire.a.endpoint.counters().retransmitted()).isPositive();
      assertThat(wire.a.endpoint.counters().malformed()).isZero();
      assertThat(wire.b.endpoint.counters().malformed()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) - 20, (1L << 32) - 20, Long.MAX_VALUE - 1_000_000})
  void a_logged_stream_survives_crashes_of_both_sides(long first) {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair =
          new DurablePair(Messages.small().toBuilder().checkpointBytes(4_000).build(), from(first));
      Session session = pair.connect();
      for (int step = 0; step < 300; step++) {
        pair.syncs = random.nextInt(4) != 0;
        DurablePair.offer(session, session.offered(DurablePair.STREAM) + 1);
        pair.trips(random.nextInt(3));
        if (random.nextInt(40) == 0) {
          (random.nextBoolean() ? pair.a : pair.b).crash(random.nextInt(4));
          session = pair.connect();
        }
      }
      pair.syncs = true;
      pair.trips(3_000);
      assertThat(pair.a.ended).as("seed %d", seed).isNull();
      assertThat(pair.b.numbers)
          .as("from %d, seed %d", first, seed)
          .isEqualTo(
              LongStream.rangeClosed(1, session.offered(DurablePair.STREAM)).boxed().toList());
    }
  }
}
