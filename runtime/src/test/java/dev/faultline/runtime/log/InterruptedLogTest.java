package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose owner is interrupted, as by {@code shutdownNow} of the executor that it runs in. */
final class InterruptedLogTest {
  private static final LogOptions SMALL = new LogOptions(64 << 10, 16 << 10, 16);
  private static final int RECORDS = 40;

  @TempDir private Path folder;
  private final Semaphore synced = new Semaphore(0);
  private final MemorySegment record = MemorySegment.ofArray(new byte[4096]);

  @AfterEach
  void nobodyElseHearsOfIt() {
    Thread.interrupted();
  }

  private SegmentedLog open(List<Long> found) {
    return SegmentedLog.open(
        folder,
        SMALL,
        (end, memory, offset, bytes) ->
            found.add(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset)),
        synced::release);
  }

  private long append(SegmentedLog log, long value) {
    record.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    return log.append(record, 0, 100);
  }

  private void awaitDurable(SegmentedLog log) throws InterruptedException {
    log.flush();
    while (!log.failed() && log.durable() < log.end()) {
      synced.acquire();
    }
  }

  @Test
  void what_was_appended_is_there_although_its_owner_was_interrupted_when_it_closed() {
    List<Long> values = LongStream.range(0, RECORDS).boxed().toList();
    SegmentedLog log = open(new ArrayList<>());
    for (long value : values) {
      assertThat(append(log, value)).isNotNegative();
    }
    Thread.currentThread().interrupt();
    log.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(log.failed()).isFalse();
    List<Long> found = new ArrayList<>();
    open(found).close();
    assertThat(found).isEqualTo(values);
  }

  /** Also in files that were called something else when they were opened. */
  @Test
  void an_interrupted_owner_reads_and_the_log_goes_on() throws InterruptedException {
    List<Long> positions = new ArrayList<>();
    try (SegmentedLog log = open(new ArrayList<>())) {
      for (long value = 0; value < 2_000; value++) {
        positions.add(append(log, value));
        awaitDurable(log);
      }
      for (int value = 0; value < 1_800; value += 100) {
        // Once before the file is opened for reading, and once while it is open.
        for (int again = 0; again < 2; again++) {
          Thread.currentThread().interrupt();
          assertThat(log.read(positions.get(value), record, 0)).isEqualTo(100);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(record.get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(value);
        }
      }
      assertThat(append(log, 2_000)).isNotNegative();
      awaitDurable(log);
      assertThat(log.failed()).isFalse();
    }
  }
}
