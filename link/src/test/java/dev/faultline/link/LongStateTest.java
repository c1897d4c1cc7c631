package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Issue 24, A10: an application's state that is longer than a record. */
final class LongStateTest {
  private static final int MESSAGES = 500;

  private final DurablePair pair = new DurablePair(Ends.small().withCheckpoints(3_000));

  private void run(int stateBytes, boolean crashes) {
    pair.b.storage.longest = 1_000;
    pair.b.storage.unsyncedMost = 4_000;
    pair.b.stateBytes = stateBytes;
    Session session = pair.connect();
    pair.trips(20);
    for (int number = 1; number <= MESSAGES; number++) {
      while (DurablePair.offer(session, number) < 0) {
        pair.trips(1);
      }
      pair.trips(1);
      if (crashes && number % 7 == 0) {
        pair.b.crash(number % 3);
      }
    }
    pair.trips(4_000);
    pair.b.crash(0);
    assertThat(pair.b.numbers).isEqualTo(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
  }

  @Test
  void a_state_above_the_longest_record_is_written_in_parts_and_restored() {
    run(50_000, false);
    assertThat(pair.b.restored).isEqualTo(50_000);
    assertThat(pair.b.storage.used()).isLessThan(250_000);
  }

  @Test
  void a_crash_between_its_parts_loses_nothing() {
    run(20_000, true);
    assertThat(pair.b.restored).isIn(0, 20_000);
  }

  @Test
  void a_state_for_which_there_is_no_room_stops_nothing() {
    pair.b.storage.capacity = 60_000;
    run(100_000, false);
  }
}
