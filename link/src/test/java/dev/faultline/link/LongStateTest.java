package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Issue 24, A10: an application's state that is longer than a record. */
final class LongStateTest {
  private static final int MESSAGES = 500;

  private final DurablePair pair =
      new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000).build());

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

  /**
   * The buffer has room for the record that ends a checkpoint, and neither for the next part of the
   * state nor for effects: the state without that part was all that was left after a restart.
   */
  @Test
  void a_checkpoint_is_not_ended_before_all_parts_of_the_state_are_written() {
    for (int buffer = 4_000; buffer <= 4_300; buffer += 20) {
      DurablePair each =
          new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000).build());
      each.b.storage.longest = 1_000;
      each.b.storage.unsyncedMost = buffer;
      each.b.stateBytes = 20_000;
      Session session = each.connect();
      each.trips(20);
      long number = 0;
      for (int round = 0; round < 60; round++) {
        for (int i = 0; i < 8 && DurablePair.offer(session, number + 1) > 0; i++) {
          number++;
        }
        each.trips(1);
        if (round % 15 == 14) {
          each.b.crash(0);
        }
      }
      each.trips(4_000);
      each.b.crash(0);
      assertThat(each.b.numbers)
          .as("a buffer of %d bytes", buffer)
          .isEqualTo(LongStream.rangeClosed(1, number).boxed().toList());
      assertThat(each.b.restored).isEqualTo(20_000);
    }
  }

  /** What a state was restored from has been trimmed: a checkpoint without one would lose it. */
  @Test
  void a_restored_state_is_not_dropped_by_a_process_that_gives_none() {
    for (int state : new int[] {800, 40_000}) {
      DurablePair each =
          new DurablePair(Messages.small().toBuilder().checkpointBytes(3_000).build());
      each.b.storage.longest = 2_000;
      each.b.stateBytes = state;
      Session session = each.connect();
      each.trips(20);
      exchange(each, session, 1, 60);
      // From now on nothing that is handled has an effect, so that a checkpoint has them all.
      each.b.handling = (from, stream, sequence, at, offset, length) -> true;
      exchange(each, session, 61, 1_500);
      each.trips(2_000);
      each.b.crash(0);
      assertThat(each.b.restored).isEqualTo(state);
      List<Long> before = List.copyOf(each.b.numbers);
      assertThat(before).hasSize(60);

      each.b.stateBytes = 0;
      each.trips(2_000);
      exchange(each, session, 1_501, 3_000);
      each.trips(2_000);
      each.b.crash(0);
      assertThat(each.b.numbers).isEqualTo(before);
    }
  }

  private static void exchange(DurablePair pair, Session session, int first, int last) {
    for (int number = first; number <= last; number++) {
      while (DurablePair.offer(session, number) < 0) {
        pair.trips(1);
      }
      pair.trips(1);
    }
  }

  @Test
  void a_state_for_which_there_is_no_room_stops_nothing() {
    pair.b.storage.capacity = 60_000;
    run(100_000, false);
  }
}
