package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Acknowledgements have no room for every stream, and still no stream is left waiting. */
final class StreamsShareAcksTest {
  private static final int STEPS = 3_000;
  private static final int MESSAGES = 2;

  @ParameterizedTest(name = "{0} streams, answers of {1} bytes, {2} of 100 datagrams lost")
  @CsvSource({
    "8, 600, 0",
    "8, 400, 0",
    "5, 600, 0",
    "16, 600, 0",
    "16, 0, 0",
    "8, 600, 10",
    "16, 600, 10",
    "16, 550, 25",
    "64, 600, 0",
    "40, 600, 20",
  })
  void every_stream_advances_while_answers_flow(int streams, int answer, int lost) {
    Wired wire =
        new Wired(LinkOptions.builder().sendPackets(64).receivePackets(64).streams(64).build());
    SplittableRandom random = new SplittableRandom(streams + lost);
    wire.a.keeps = false;
    Session asking = wire.a.endpoint.connect(wire.now, 0);
    for (int stream = 0; stream < streams; stream++) {
      asking.open(stream, StreamKind.ORDERED);
    }
    wire.trips(5);
    asking.offer(0, Messages.message(1, 100), 0, 100);
    wire.trips(5);
    Session answering = wire.b.session;
    assertThat(answering).isNotNull();
    answering.open(0, StreamKind.ORDERED);
    wire.a.lost = d -> random.nextInt(100) < lost;
    wire.b.lost = d -> random.nextInt(100) < lost;
    long[] taken = new long[streams];
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < MESSAGES; i++) {
        for (int stream = 0; stream < streams; stream++) {
          taken[stream] += asking.offer(stream, Messages.message(2, 100), 0, 100) > 0 ? 1 : 0;
        }
        if (answer > 0) {
          answering.offer(0, Messages.message(3, answer), 0, answer);
        }
      }
      wire.trips(1);
    }
    long[] delivered = new long[streams];
    wire.b.streams.forEach(stream -> delivered[stream]++);
    long least = lost == 0 ? MESSAGES * STEPS - 200 : MESSAGES * STEPS / 20;
    for (int stream = 0; stream < streams; stream++) {
      assertThat(delivered[stream])
          .as("delivered on stream %d, of %d taken", stream, taken[stream])
          .isGreaterThan(least);
    }
  }
}
