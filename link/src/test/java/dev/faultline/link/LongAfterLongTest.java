package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 24: a message that goes into chunks at once, and behind it one that is longer than half of
 * what the stream has room for, and has to wait for some of it.
 */
final class LongAfterLongTest {
  private static final int MESSAGES = 20;

  @ParameterizedTest
  @ValueSource(ints = {2_000, 2_400, 3_000, 4_000})
  void long_messages_one_behind_the_other_arrive_unchanged(int length) {
    Wired wire = new Wired(Messages.small());
    Session session = wire.a.endpoint.connect(wire.now, 0);
    session.open(1, StreamKind.ORDERED);
    wire.trips(5);
    long next = 1;
    for (int trip = 0; trip < 400; trip++) {
      while (next <= MESSAGES && session.offer(1, Messages.message(next, length), 0, length) > 0) {
        next++;
      }
      wire.trips(1);
    }
    assertThat(wire.b.received).isEqualTo(numbers());
    assertThat(wire.b.changed).isZero();
    assertThat(wire.b.endpoint.counters().malformed()).isZero();
  }

  private static List<Long> numbers() {
    return LongStream.rangeClosed(1, MESSAGES).boxed().toList();
  }
}
