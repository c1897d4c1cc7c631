package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Logs of which the opening fails. */
class LogOpeningTest {
  /** A new log syncs its folder, the zeros of its first segment, and the folder with its name. */
  private static final int OPENING_SYNCS = 3;

  /** What comes first of what a log with records syncs when it is opened. */
  private static final int RECOVERY_SYNCS = 4;

  /** Issue 24: a log that could not be opened left a part of its first segment behind. */
  @Test
  void a_log_that_cannot_be_opened_leaves_nothing_behind() throws IOException {
    RecordVisitor none = (begin, memory, offset, bytes) -> {};
    for (int syncs = 0; syncs < OPENING_SYNCS; syncs++) {
      FaultyDisk disk = new FaultyDisk();
      disk.failSyncAfter(syncs);
      assertThatThrownBy(() -> LogCore.open(disk, LogLife.SMALL, none))
          .as("sync %d fails", syncs)
          .isInstanceOf(IOException.class);
      assertNothingPrepared(disk);
      // Not stopped by what is left: it opens, and takes records that are there afterwards.
      opensAndKeeps(disk);
    }
    // One more sync is not asked for.
    FaultyDisk disk = new FaultyDisk();
    disk.failSyncAfter(OPENING_SYNCS);
    LogCore.open(disk, LogLife.SMALL, none).close();
    assertNothingPrepared(disk);
    FaultyDisk full = new FaultyDisk();
    full.fillUpAt(1_000);
    assertThatThrownBy(() -> LogCore.open(full, LogLife.SMALL, none))
        .hasMessageContaining("No space left");
    assertThat(full.list()).isEmpty();
    full.fillUpAt(Long.MAX_VALUE);
    LogCore.open(full, LogLife.SMALL, none).close();
    assertNothingPrepared(full);
  }

  /** The same for a log that has records, whichever of the syncs of its recovery fails. */
  @Test
  void a_log_whose_recovery_fails_at_any_sync_has_all_of_its_records_the_next_time()
      throws IOException {
    for (int syncs = 0; syncs < RECOVERY_SYNCS; syncs++) {
      for (boolean powerCut : new boolean[] {false, true}) {
        LogLife life = new LogLife(syncs);
        for (int i = 0; i < 12; i++) {
          life.append(460);
          life.log.publish();
          life.log.step();
        }
        long durable = life.log.durable();
        if (powerCut) {
          life.disk.crash(life.random);
        }
        life.disk.failSyncAfter(syncs);
        List<LogLife.Entry> found = new ArrayList<>();
        RecordVisitor none = (begin, memory, offset, bytes) -> {};
        assertThatThrownBy(() -> LogCore.open(life.disk, LogLife.SMALL, none))
            .as("sync %d fails, power cut: %s", syncs, powerCut)
            .isInstanceOf(IOException.class);
        assertNothingPrepared(life.disk);
        life.disk.crash(life.random);
        LogCore.open(
                life.disk,
                LogLife.SMALL,
                (begin, memory, offset, bytes) ->
                    found.add(
                        new LogLife.Entry(
                            begin,
                            begin + Records.stored(bytes),
                            0,
                            memory.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE))))
            .close();
        List<LogLife.Entry> expected =
            life.entries.stream().filter(entry -> entry.end() <= durable).toList();
        assertThat(expected).hasSize(12);
        assertThat(found.stream().map(entry -> entry.begin()).toList())
            .isEqualTo(expected.stream().map(entry -> entry.begin()).toList());
        for (int i = 0; i < 12; i++) {
          assertThat(found.get(i).bytes()).isEqualTo(expected.get(i).bytes());
        }
      }
    }
  }

  private static void assertNothingPrepared(FaultyDisk disk) {
    assertThat(disk.list()).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static void opensAndKeeps(FaultyDisk disk) throws IOException {
    disk.failSyncAfter(Integer.MAX_VALUE);
    LogCore log = LogCore.open(disk, LogLife.SMALL, (begin, memory, offset, bytes) -> {});
    MemorySegment record = MemorySegment.ofArray(new byte[] {1, 2, 3});
    long at = log.append(record, 0, 3);
    log.publish();
    log.step();
    assertThat(log.durable()).isGreaterThan(at);
    disk.crash(new SplittableRandom(at));
    List<Long> found = new ArrayList<>();
    LogCore.open(disk, LogLife.SMALL, (begin, memory, offset, bytes) -> found.add(begin)).close();
    assertThat(found).containsExactly(at);
  }
}
