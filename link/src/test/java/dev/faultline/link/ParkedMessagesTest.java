package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 24, A11: what becomes of undelivered messages when their session ends. */
final class ParkedMessagesTest {
  private final DurablePair pair = new DurablePair(Ends.small().withCheckpoints(2_000));

  /** Twenty messages arrive, twenty more wait, and then the session is over. */
  private SessionId lost(DurablePair pair) {
    Session session = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 20; number++) {
      DurablePair.offer(session, number);
      pair.trips(1);
    }
    pair.trips(40);
    assertThat(pair.b.numbers).hasSize(20);
    pair.b.lost = datagram -> true;
    for (long number = 21; number <= 39; number++) {
      int length = number == 30 ? 2_000 : 40;
      session.offer(DurablePair.STREAM, Ends.message(number, length), 0, length);
      pair.trips(1);
    }
    // The last one is not even in the storage when the peer's disk turns out to be lost.
    DurablePair.offer(session, 40);
    session.end(SessionEnd.SESSION_LOST);
    pair.trips(20);
    return session.id();
  }

  private static List<Long> read(DurablePair pair, Undelivered what) {
    List<Long> numbers = new ArrayList<>();
    pair.a
        .endpoint()
        .read(
            what.session(),
            what.stream(),
            (sequence, bytes, offset, length) -> {
              long number = bytes.get(Wire.LONG, offset);
              assertThat(sequence).isEqualTo(number);
              assertThat(bytes.asSlice(offset, length).mismatch(Ends.message(number, length)))
                  .isEqualTo(-1);
              numbers.add(number);
            });
    return numbers;
  }

  private void kept(SessionId id) {
    assertThat(pair.a.endpoint().sessions()).isEmpty();
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> {
          assertThat(what.session()).isEqualTo(id);
          assertThat(what.ended()).isEqualTo(SessionEnd.SESSION_LOST);
          assertThat(what.last()).isEqualTo(40);
          // What was processed may still lie beside what was not.
          assertThat(what.first()).isLessThanOrEqualTo(21);
          assertThat(read(pair, what)).contains(21L, 30L, 40L).endsWith(39L, 40L);
        });
  }

  @Test
  void undelivered_messages_outlive_their_session_and_crashes_and_can_be_read() {
    SessionId id = lost(pair);
    kept(id);
    pair.a.crash(0);
    kept(id);
    // Checkpoints have them, too, and trim nothing of them.
    pair.b.lost = datagram -> false;
    Session next = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 200; number++) {
      DurablePair.offer(next, number);
      pair.trips(2);
    }
    pair.trips(100);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered())
        .anySatisfy(what -> assertThat(read(pair, what)).contains(21L, 40L));
  }

  @Test
  void they_are_deleted_by_decision_only_and_for_good() {
    SessionId id = lost(pair);
    long used = pair.a.storage.used();
    pair.a.endpoint().discard(id);
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
    pair.a.crash(0);
    assertThat(pair.a.endpoint().undelivered()).isEmpty();
    assertThatThrownBy(() -> pair.a.endpoint().discard(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(id.toString());

    pair.b.lost = datagram -> false;
    Session next = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 200; number++) {
      DurablePair.offer(next, number);
      pair.trips(2);
    }
    pair.trips(100);
    assertThat(pair.a.storage.used()).isLessThan(used + 4_000);
  }

  @Test
  void a_session_that_goes_on_keeps_its_messages() {
    Session session = pair.connect();
    pair.trips(20);
    pair.b.lost = datagram -> true;
    DurablePair.offer(session, 1);
    pair.trips(20);
    assertThat(pair.a.endpoint().undelivered())
        .singleElement()
        .satisfies(what -> assertThat(what.ended()).isNull());
    assertThatThrownBy(() -> pair.a.endpoint().discard(session.id()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not over");
  }

  @Test
  void a_stated_policy_deletes_them_with_their_session() {
    DurablePair forgetful = new DurablePair(Ends.small().withParkedMessages(false));
    lost(forgetful);
    assertThat(forgetful.a.endpoint().undelivered()).isEmpty();
    forgetful.a.crash(0);
    assertThat(forgetful.a.endpoint().undelivered()).isEmpty();
  }
}
