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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log on a disk that tears and forgets, against a list. */
class LogCrashTest {
  private static final LogOptions SMALL = new LogOptions(4096, 1024, 8);
  private static final int RUNS = 400;
  private static final int STEPS = 300;

  /** A new log syncs its folder, the zeros of its first segment, and the folder with its name. */
  private static final int OPENING_SYNCS = 3;

  /** What comes first of what a log with records syncs when it is opened. */
  private static final int RECOVERY_SYNCS = 4;

  /** What was appended: where it begins and ends, what was synced by then, and the bytes. */
  private record Entry(long begin, long end, long synced, byte[] bytes) {}

  /** One log's life, with a list beside it. */
  private static final class Life {
    final FaultyDisk disk = new FaultyDisk();
    final SplittableRandom random;
    final List<Entry> entries = new ArrayList<>();
    LogCore log;
    long trimmed;
    long recovered;

    Life(long seed) throws IOException {
      random = new SplittableRandom(seed);
      log = LogCore.open(disk, SMALL, (end, memory, offset, bytes) -> {});
    }

    void append() {
      append(1 + random.nextInt(SMALL.recordBytesMax()));
    }

    void append(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      long synced = log.durable();
      long begin = log.append(MemorySegment.ofArray(bytes), 0, bytes.length);
      if (begin >= 0) {
        entries.add(new Entry(begin, log.end(), synced, bytes));
      }
    }

    void trim() {
      long durable = log.durable();
      List<Entry> safe = entries.stream().filter(entry -> entry.end() <= durable).toList();
      if (!safe.isEmpty()) {
        trimmed = Math.max(trimmed, safe.get(random.nextInt(safe.size())).end());
        log.trim(trimmed);
      }
    }

    /** Any record that was not trimmed can be read back, wherever it is by now. */
    void readBack() {
      List<Entry> kept = entries.stream().filter(entry -> entry.begin() >= trimmed).toList();
      if (!kept.isEmpty()) {
        Entry any = kept.get(random.nextInt(kept.size()));
        MemorySegment into = MemorySegment.ofArray(new byte[SMALL.recordBytesMax()]);
        int bytes = log.read(any.begin(), into, 0);
        assertThat(into.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(any.bytes());
      }
    }

    void crashAndRecover() throws IOException {
      long durable = log.durable();
      disk.crash(random);
      List<Entry> found = new ArrayList<>();
      log =
          LogCore.open(
              disk,
              SMALL,
              (begin, memory, offset, bytes) -> {
                byte[] copy = memory.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE);
                found.add(new Entry(begin, begin + Records.stored(bytes), 0, copy));
              });
      compare(found, durable);
      recovered += found.size();
    }

    /** All that was durable and is not trimmed, in order, and then perhaps more, in order. */
    private void compare(List<Entry> found, long durable) {
      int first = 0;
      while (first < entries.size()
          && (found.isEmpty()
              ? entries.get(first).end() <= trimmed
              : entries.get(first).end() < found.getFirst().end())) {
        first++;
      }
      assertThat(entries.subList(0, first)).allMatch(entry -> entry.end() <= trimmed);
      assertThat(first + found.size()).isLessThanOrEqualTo(entries.size());
      for (int i = 0; i < found.size(); i++) {
        Entry expected = entries.get(first + i);
        assertThat(found.get(i).end()).isEqualTo(expected.end());
        assertThat(found.get(i).bytes()).isEqualTo(expected.bytes());
      }
      List<Entry> lost = entries.subList(first + found.size(), entries.size());
      assertThat(lost).allMatch(entry -> entry.end() > durable || entry.end() <= trimmed);
      lost.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_was_durable_is_there_after_any_crash_in_order_and_nothing_else(long base)
      throws IOException {
    long recovered = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = base * 1_000_000 + run;
      try {
        Life life = new Life(seed);
        for (int i = 0; i < STEPS; i++) {
          live(life);
        }
        recovered += life.recovered;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(recovered).isGreaterThan(RUNS * 10L);
  }

  private static void live(Life life) throws IOException {
    int what = life.random.nextInt(100);
    if (life.log.failed() || what < 3) {
      life.crashAndRecover();
    } else if (what < 55) {
      life.append();
    } else if (what < 60) {
      life.readBack();
    } else if (what < 70) {
      life.log.publish();
    } else if (what < 95) {
      life.log.step();
    } else if (what < 99) {
      life.trim();
    } else if (life.random.nextBoolean()) {
      life.disk.failSyncAfter(life.random.nextInt(4));
    } else {
      life.disk.cutPowerAtSyncAfter(life.random.nextInt(4));
    }
  }

  @Test
  void durable_bytes_that_changed_are_refused_by_segment_and_offset() throws IOException {
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = 77_000_000 + run;
      Life life = new Life(seed);
      for (int i = 0; i < 120; i++) {
        life.append();
        if (life.random.nextInt(4) == 0) {
          life.log.publish();
        }
        life.log.step();
      }
      life.log.publish();
      life.log.step();
      long end = life.log.durable();
      List<Entry> durable = life.entries.stream().filter(entry -> entry.end() <= end).toList();
      Entry hit = durable.get(life.random.nextInt(durable.size()));
      String segment = Records.segmentName(hit.begin() / SMALL.segmentBytes());
      long offset = hit.begin() % SMALL.segmentBytes();
      int inside = life.random.nextInt(Records.HEADER + hit.bytes().length);
      life.disk.crash(life.random);
      life.disk.flip(segment, offset + inside, life.random.nextInt(8));
      boolean provable = durable.stream().anyMatch(entry -> entry.synced() > hit.begin());
      List<Long> found = new ArrayList<>();
      RecordVisitor collect = (at, memory, from, bytes) -> found.add(at);
      if (provable) {
        refused++;
        assertThatThrownBy(() -> LogCore.open(life.disk, SMALL, collect))
            .as("seed %d", seed)
            .isInstanceOf(CorruptLogException.class)
            .hasMessageContaining(segment + ", offset " + offset + ":");
      } else {
        LogCore.open(life.disk, SMALL, collect);
        assertThat(found).as("seed %d", seed).doesNotContain(hit.begin());
      }
    }
    assertThat(refused).isGreaterThan(RUNS / 2);
  }

  @Test
  void a_torn_record_that_is_cut_off_never_comes_back() throws IOException {
    // What lies behind the tear may be valid records: they must not follow what is appended next.
    for (long seed = 0; seed < 2_000; seed++) {
      Life life = new Life(seed);
      for (int crash = 0; crash < 3; crash++) {
        // All of one length, so that a record of an earlier life begins where a new one ends.
        int count = 1 + life.random.nextInt(8);
        for (int i = 0; i < count; i++) {
          life.append(100);
        }
        life.log.publish();
        life.disk.cutPowerAtSyncAfter(0);
        life.log.step();
        assertThat(life.log.failed()).isTrue();
        life.crashAndRecover();
      }
    }
  }

  /** Issue 24, A16: the next process read the page cache, and called it durable. */
  @Test
  void what_is_recovered_after_a_failed_sync_is_durable_before_it_is_handed_over()
      throws IOException {
    long adopted = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      try {
        Life life = new Life(seed);
        for (int i = life.random.nextInt(20); i >= 0; i--) {
          life.append();
          life.log.publish();
          life.log.step();
        }
        life.append();
        life.append();
        life.log.publish();
        life.disk.failSyncAfter(0);
        life.log.step();
        assertThat(life.log.failed()).isTrue();
        // The process ends and is started again; the machine goes on.
        List<Long> found = new ArrayList<>();
        RecordVisitor collect = (begin, memory, offset, bytes) -> found.add(begin);
        life.log = LogCore.open(life.disk, SMALL, collect);
        adopted += found.size();
        life.disk.crash(life.random);
        List<Long> again = new ArrayList<>();
        LogCore.open(life.disk, SMALL, (begin, memory, offset, bytes) -> again.add(begin));
        assertThat(again).containsAll(found);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(adopted).isGreaterThan(1_000);
  }

  @Test
  void after_a_failed_sync_nothing_is_taken_or_called_durable() throws IOException {
    Life life = new Life(5);
    life.append();
    life.log.publish();
    life.log.step();
    long before = life.log.durable();
    life.append();
    life.log.publish();
    life.disk.failSyncAfter(0);
    life.log.step();
    // The next sync would succeed, and prove nothing.
    life.log.step();
    assertThat(life.log.durable()).isEqualTo(before);
    assertThatThrownBy(life::append)
        .isInstanceOf(LogException.class)
        .hasMessageContaining("has stopped")
        .hasMessageContaining("nothing after position " + before + " is durable");
  }

  /** Issue 24: a log that could not be opened left a part of its first segment behind. */
  @Test
  void a_log_that_cannot_be_opened_leaves_nothing_behind() throws IOException {
    RecordVisitor none = (begin, memory, offset, bytes) -> {};
    for (int syncs = 0; syncs < OPENING_SYNCS; syncs++) {
      FaultyDisk disk = new FaultyDisk();
      disk.failSyncAfter(syncs);
      assertThatThrownBy(() -> LogCore.open(disk, SMALL, none))
          .as("sync %d fails", syncs)
          .isInstanceOf(IOException.class);
      assertNothingPrepared(disk);
      // Not stopped by what is left: it opens, and takes records that are there afterwards.
      opensAndKeeps(disk);
    }
    // One more sync is not asked for.
    FaultyDisk disk = new FaultyDisk();
    disk.failSyncAfter(OPENING_SYNCS);
    LogCore.open(disk, SMALL, none).close();
    assertNothingPrepared(disk);
    FaultyDisk full = new FaultyDisk();
    full.fillUpAt(1_000);
    assertThatThrownBy(() -> LogCore.open(full, SMALL, none)).hasMessageContaining("No space left");
    assertThat(full.list()).isEmpty();
    full.fillUpAt(Long.MAX_VALUE);
    LogCore.open(full, SMALL, none).close();
    assertNothingPrepared(full);
  }

  /** The same for a log that has records, whichever of the syncs of its recovery fails. */
  @Test
  void a_log_whose_recovery_fails_at_any_sync_has_all_of_its_records_the_next_time()
      throws IOException {
    for (int syncs = 0; syncs < RECOVERY_SYNCS; syncs++) {
      for (boolean powerCut : new boolean[] {false, true}) {
        Life life = new Life(syncs);
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
        List<Entry> found = new ArrayList<>();
        RecordVisitor none = (begin, memory, offset, bytes) -> {};
        assertThatThrownBy(() -> LogCore.open(life.disk, SMALL, none))
            .as("sync %d fails, power cut: %s", syncs, powerCut)
            .isInstanceOf(IOException.class);
        assertNothingPrepared(life.disk);
        life.disk.crash(life.random);
        LogCore.open(
                life.disk,
                SMALL,
                (begin, memory, offset, bytes) ->
                    found.add(
                        new Entry(
                            begin,
                            begin + Records.stored(bytes),
                            0,
                            memory.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE))))
            .close();
        List<Entry> expected =
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
    LogCore log = LogCore.open(disk, SMALL, (begin, memory, offset, bytes) -> {});
    MemorySegment record = MemorySegment.ofArray(new byte[] {1, 2, 3});
    long at = log.append(record, 0, 3);
    log.publish();
    log.step();
    assertThat(log.durable()).isGreaterThan(at);
    disk.crash(new SplittableRandom(at));
    List<Long> found = new ArrayList<>();
    LogCore.open(disk, SMALL, (begin, memory, offset, bytes) -> found.add(begin)).close();
    assertThat(found).containsExactly(at);
  }

  @Test
  void a_full_disk_presses_back_and_says_why_until_something_is_trimmed() throws IOException {
    Life life = new Life(6);
    life.disk.fillUpAt(3 * 4096 + 100);
    fill(life);
    assertThat(life.log.trouble()).contains("cannot grow").contains("No space left");
    long full = life.log.durable();
    int held = life.entries.size();
    life.append();
    assertThat(life.entries).hasSize(held);
    life.trimmed = full;
    life.log.trim(full);
    fill(life);
    assertThat(life.entries.size()).isGreaterThan(held + 10);
    life.crashAndRecover();
  }

  @Test
  void a_log_with_all_its_segments_in_use_presses_back_and_says_why() throws IOException {
    Life life = new Life(7);
    fill(life);
    assertThat(life.log.trouble()).contains("is full: all 8 segments");
    life.trimmed = life.log.durable();
    life.log.trim(life.trimmed);
    int held = life.entries.size();
    fill(life);
    assertThat(life.entries.size()).isGreaterThan(held + 10);
  }

  private static void fill(Life life) {
    int before = -1;
    int idle = 0;
    while (idle < 10) {
      idle = life.entries.size() == before ? idle + 1 : 0;
      before = life.entries.size();
      life.append();
      life.log.publish();
      life.log.step();
    }
  }

  @Test
  void the_incarnation_grows_whatever_is_torn() throws IOException {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FaultyDisk disk = new FaultyDisk();
      long last = 0;
      for (int i = 0; i < 10; i++) {
        try {
          disk.failSyncAfter(random.nextInt(3));
          long next = Incarnation.next(disk);
          assertThat(next).as("seed %d", seed).isGreaterThan(last);
          last = next;
        } catch (IOException e) {
          // The process gives up before anyone has seen the number.
        }
        disk.crash(random);
      }
    }
  }
}
