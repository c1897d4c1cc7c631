package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept of sessions that are over, while the storage fills up because of it, or is full. */
final class ParkedOnFullStorageTest {
  private static final long CAPACITY = 40_000;

  private final DurablePair pair =
      new DurablePair(
          Messages.small().toBuilder()
              .checkpointBytes(2_000)
              .storagePatience(Duration.ofMillis(50))
              .build());

  /** Messages up to this one wait for a peer that hears nothing. */
  private Session unheard(int last) {
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    for (long number = 1; number <= last; number++) {
      assertThat(DurablePair.offer(session, number)).isEqualTo(number);
      pair.trips(1);
    }
    return session;
  }

  private List<Long> kept(SessionId id) {
    List<Long> numbers = new ArrayList<>();
    pair.a
        .endpoint()
        .read(
            id,
            DurablePair.STREAM,
            (sequence, bytes, offset, length) -> numbers.add(bytes.get(Wire.LONG, offset)));
    return numbers;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void kept_messages_hold_the_log_up_to_its_size_and_not_beyond_and_a_decision_makes_room() {
    Session over = unheard(30);
    over.end(SessionEnd.SESSION_LOST);
    pair.trips(20);
    pair.a.storage.capacity = CAPACITY;
    pair.b.lost = datagram -> false;
    Session next = pair.connect();
    pair.trips(20);
    long taken = 0;
    long refused = 0;
    for (int i = 0; i < 4_000 && refused != Offer.STORAGE_FULL; i++) {
      long offered = DurablePair.offer(next, taken + 1);
      taken += offered > 0 ? 1 : 0;
      refused = offered;
      pair.trips(2);
      assertThat(pair.a.storage.used()).isLessThanOrEqualTo(CAPACITY);
    }

    // The log is full, and says so; what was taken arrives, and what is kept is all there.
    assertThat(refused).isEqualTo(Offer.STORAGE_FULL);
    assertThat(pair.a.timesFull).isEqualTo(1);
    pair.trips(400);
    assertThat(pair.b.numbers.subList(pair.b.numbers.size() - (int) taken, pair.b.numbers.size()))
        .isEqualTo(upTo(taken));
    assertThat(kept(over.id())).isEqualTo(upTo(30));
    pair.a.crash(0);
    assertThat(kept(over.id())).isEqualTo(upTo(30));

    pair.a.endpoint().discard(over.id());
    Session again = pair.connect();
    pair.trips(400);
    assertThat(again.connected()).isTrue();
    for (long number = taken + 1; number <= taken + 200; number++) {
      for (int i = 0; i < 100 && DurablePair.offer(again, number) < 0; i++) {
        pair.trips(5);
      }
      pair.trips(2);
      assertThat(again.offered(DurablePair.STREAM)).isEqualTo(number);
    }
    pair.trips(200);
    assertThat(pair.b.numbers.getLast()).isEqualTo(taken + 200);
    assertThat(pair.a.storage.used()).isLessThan(CAPACITY / 2);
  }

  @Test
  void a_session_that_ends_on_a_full_storage_keeps_its_messages_with_and_without_a_crash() {
    Session over = unheard(30);
    pair.a.storage.capacity = pair.a.storage.used();
    assertThat(DurablePair.offer(over, 31)).isNegative();
    over.end(SessionEnd.SESSION_LOST);
    pair.trips(2_000);
    // There is no room even for the record that says so, which is owed.
    assertThat(kept(over.id())).isEqualTo(upTo(30));
    assertThat(pair.a.timesFull).isEqualTo(1);

    // A crash takes back that it ended, and nothing else.
    pair.a.crash(0);
    assertThat(kept(over.id())).isEqualTo(upTo(30));
    Session back = pair.a.endpoint().sessions().getFirst();
    assertThat(back.id()).isEqualTo(over.id());

    pair.a.storage.capacity = Long.MAX_VALUE;
    back.end(SessionEnd.SESSION_LOST);
    pair.trips(200);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().sessions()).isEmpty();
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.ended()).isEqualTo(SessionEnd.SESSION_LOST));
    assertThat(kept(over.id())).isEqualTo(upTo(30));
  }
}
