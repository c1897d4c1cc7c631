package dev.faultline.link.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StorageRoomTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MILLI = 1_000_000;
  private static final long RETRY = 20 * MILLI;
  private static final long PATIENCE = 50 * MILLI;
  private static final int TO_GO_ON = 100;

  /** How much room there is. */
  private long free = 1_000;

  private final List<String> heard = new ArrayList<>();
  private final StorageRoom room = room(PATIENCE);

  private StorageRoom room(long patience) {
    return new StorageRoom(new Free(), new Hears(), TO_GO_ON, patience);
  }

  private final class Free implements Storage {
    @Override
    public boolean hasRoom(long bytes) {
      return bytes <= free;
    }

    @Override
    public void recover(Records records) {
      throw new AssertionError();
    }

    @Override
    public long append(MemorySegment segment, long offset, int length) {
      throw new AssertionError();
    }

    @Override
    public long sync() {
      throw new AssertionError();
    }

    @Override
    public int read(long position, MemorySegment into, long offset) {
      throw new AssertionError();
    }

    @Override
    public void trim(long position) {
      throw new AssertionError();
    }
  }

  private final class Hears implements LinkHandler {
    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      throw new AssertionError();
    }

    @Override
    public void onStorageFull() {
      heard.add("full");
    }

    @Override
    public void onStorageRoom() {
      heard.add("room");
    }
  }

  @Test
  void what_is_set_aside_is_not_there_for_others() {
    assertThat(room.has(1_000)).isTrue();
    room.promise(400);
    assertThat(room.has(600)).isTrue();
    assertThat(room.refused()).isFalse();
    assertThat(room.has(601)).isFalse();
    assertThat(room.refused()).isTrue();
    assertThat(room.lacking()).isTrue();
    room.promise(-1);
    assertThat(room.has(601)).isTrue();
  }

  @Test
  void to_go_on_there_must_be_room_for_an_answer() {
    room.promise(900);
    assertThat(room.hasToGoOn()).isTrue();
    room.promise(1);
    assertThat(room.hasToGoOn()).isFalse();
  }

  @Test
  void a_storage_that_was_never_asked_in_vain_is_not_asked_again() {
    room.look(0, false);
    assertThat(room.deadline()).isEqualTo(NEVER);
    room.look(10 * PATIENCE, false);
    assertThat(heard).isEmpty();
    assertThat(room.full()).isFalse();
  }

  @Test
  void it_is_full_when_it_has_had_no_room_for_as_long_as_anybody_waits() {
    free = 0;
    room.refuse();
    room.look(7, false);
    assertThat(room.deadline()).isEqualTo(7 + RETRY);
    room.look(7 + PATIENCE - 1, false);
    assertThat(room.deadline()).as("full before it is tried again").isEqualTo(7 + PATIENCE);
    assertThat(room.full()).isFalse();
    room.look(7 + PATIENCE, false);
    assertThat(room.full()).isTrue();
    assertThat(room.deadline()).isEqualTo(7 + PATIENCE + RETRY);
    room.look(7 + 2 * PATIENCE, false);
    assertThat(heard).as("it is said once").containsExactly("full");
  }

  @Test
  void that_nobody_asked_does_not_mean_that_there_is_room() {
    free = 0;
    room.refuse();
    room.look(0, false);
    room.tryAgain();
    room.look(PATIENCE, false);
    assertThat(heard).containsExactly("full");
    free = TO_GO_ON - 1;
    room.look(PATIENCE + 1, false);
    assertThat(room.full()).isTrue();
    free = TO_GO_ON;
    room.look(PATIENCE + 2, false);
    assertThat(heard).containsExactly("full", "room");
    assertThat(room.deadline()).isEqualTo(NEVER);
  }

  @Test
  void room_for_less_than_what_was_refused_is_not_enough() {
    free = 500;
    assertThat(room.has(600)).isFalse();
    room.look(0, false);
    room.tryAgain();
    free = 599;
    room.look(PATIENCE, false);
    assertThat(room.lacking()).isTrue();
    assertThat(room.refused()).as("somebody still waits for it").isTrue();
    assertThat(heard).containsExactly("full");
    free = 600;
    room.look(PATIENCE + 1, false);
    assertThat(room.lacking()).isFalse();
    assertThat(heard).containsExactly("full", "room");
  }

  @Test
  void what_was_appended_starts_the_wait_afresh() {
    free = 0;
    room.refuse();
    room.look(0, false);
    room.had();
    room.look(MILLI, false);
    room.look(PATIENCE, false);
    assertThat(heard).as("refused since the second look only").isEmpty();
    room.look(MILLI + PATIENCE, false);
    assertThat(heard).containsExactly("full");
  }

  @Test
  void while_a_sync_is_in_flight_there_is_nothing_to_try() {
    free = 0;
    room.refuse();
    room.look(0, true);
    assertThat(room.deadline()).as("but it may be too long").isEqualTo(PATIENCE);
    room.look(PATIENCE, true);
    assertThat(room.deadline()).isEqualTo(NEVER);
    assertThat(heard).containsExactly("full");
  }

  @Test
  void who_waits_for_ever_is_told_nothing_whatever_the_clock_began_with() {
    free = 0;
    StorageRoom patient = room(NEVER);
    patient.refuse();
    patient.look(1L << 62, true);
    assertThat(patient.deadline()).isEqualTo(NEVER);
    patient.look((1L << 62) + (1L << 61), true);
    assertThat(heard).isEmpty();
  }

  @Test
  void nobody_waits_for_room_in_a_storage_that_has_failed() {
    free = 0;
    room.refuse();
    room.look(0, false);
    room.fail();
    assertThat(room.deadline()).isEqualTo(NEVER);
  }
}
