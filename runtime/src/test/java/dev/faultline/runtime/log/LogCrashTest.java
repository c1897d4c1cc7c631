package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log on a disk that tears and forgets, against a list. */
class LogCrashTest {
  private static final int RUNS = 400;
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void what_was_durable_is_there_after_any_crash_in_order_and_nothing_else(long base)
      throws IOException {
    long recovered = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = base * 1_000_000 + run;
      try {
        LogLife life = new LogLife(seed);
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

  private static void live(LogLife life) throws IOException {
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
      LogLife life = new LogLife(seed);
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
      List<LogLife.Entry> durable =
          life.entries.stream().filter(entry -> entry.end() <= end).toList();
      LogLife.Entry hit = durable.get(life.random.nextInt(durable.size()));
      String segment = Records.segmentName(hit.begin() / LogLife.SMALL.segmentBytes());
      long offset = hit.begin() % LogLife.SMALL.segmentBytes();
      int inside = life.random.nextInt(Records.HEADER + hit.bytes().length);
      life.disk.crash(life.random);
      life.disk.flip(segment, offset + inside, life.random.nextInt(8));
      boolean provable = durable.stream().anyMatch(entry -> entry.synced() > hit.begin());
      List<Long> found = new ArrayList<>();
      RecordVisitor collect = (at, memory, from, bytes) -> found.add(at);
      if (provable) {
        refused++;
        assertThatThrownBy(() -> LogCore.open(life.disk, LogLife.SMALL, collect))
            .as("seed %d", seed)
            .isInstanceOf(CorruptLogException.class)
            .hasMessageContaining(segment + ", offset " + offset + ":");
      } else {
        LogCore.open(life.disk, LogLife.SMALL, collect);
        assertThat(found).as("seed %d", seed).doesNotContain(hit.begin());
      }
    }
    assertThat(refused).isGreaterThan(RUNS / 2);
  }

  @Test
  void a_torn_record_that_is_cut_off_never_comes_back() throws IOException {
    // What lies behind the tear may be valid records: they must not follow what is appended next.
    for (long seed = 0; seed < 2_000; seed++) {
      LogLife life = new LogLife(seed);
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
        LogLife life = new LogLife(seed);
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
        life.log = LogCore.open(life.disk, LogLife.SMALL, collect);
        adopted += found.size();
        life.disk.crash(life.random);
        List<Long> again = new ArrayList<>();
        LogCore.open(life.disk, LogLife.SMALL, (begin, memory, offset, bytes) -> again.add(begin));
        assertThat(again).containsAll(found);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(adopted).isGreaterThan(1_000);
  }

  @Test
  void after_a_failed_sync_nothing_is_taken_or_called_durable() throws IOException {
    LogLife life = new LogLife(5);
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
