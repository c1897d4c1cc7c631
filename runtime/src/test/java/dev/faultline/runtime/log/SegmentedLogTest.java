package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest {
  private static final LogOptions SMALL = new LogOptions(64 << 10, 16 << 10, 16);
  private static final RecordVisitor NONE = (end, memory, offset, bytes) -> {};

  @TempDir private Path folder;
  private final Semaphore synced = new Semaphore(0);
  private final MemorySegment number = Arena.ofAuto().allocate(100);

  private SegmentedLog open(RecordVisitor recovery) {
    return SegmentedLog.open(folder, SMALL, recovery, synced::release);
  }

  private long append(SegmentedLog log, long value) throws InterruptedException {
    number.set(ValueLayout.JAVA_LONG, 0, value);
    while (true) {
      if (log.append(number, 0, 100) >= 0) {
        return log.end();
      }
      synced.acquire();
      log.trim(log.durable());
    }
  }

  private void awaitDurable(SegmentedLog log, long end) throws InterruptedException {
    log.flush();
    while (log.durable() < end) {
      synced.acquire();
    }
  }

  @Test
  void records_are_there_when_the_log_is_opened_again() throws InterruptedException {
    try (SegmentedLog log = open(NONE)) {
      assertThat(log.incarnation()).isEqualTo(1);
      for (int i = 0; i < 500; i++) {
        awaitDurable(log, append(log, i));
      }
    }
    List<Long> found = new ArrayList<>();
    RecordVisitor collect =
        (end, memory, offset, bytes) ->
            found.add(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset));
    try (SegmentedLog log = open(collect)) {
      assertThat(log.incarnation()).isEqualTo(2);
      assertThat(found).hasSize(500).startsWith(0L, 1L).endsWith(499L).isSorted();
    }
  }

  @Test
  void trimmed_segments_leave_the_folder() throws InterruptedException, IOException {
    try (SegmentedLog log = open(NONE)) {
      for (int i = 0; i < 20_000; i++) {
        append(log, i);
      }
      awaitDurable(log, log.end());
    }
    List<Long> found = new ArrayList<>();
    open((end, memory, offset, bytes) -> found.add(end)).close();
    try (var files = Files.list(folder)) {
      assertThat(files.count()).isLessThan(16);
    }
    assertThat(found.size()).isLessThan(16 * 64 * 1024 / 100);
  }

  @Test
  void a_folder_has_one_user_at_a_time() {
    try (SegmentedLog log = open(NONE)) {
      assertThat(log.trouble()).isNull();
      assertThatThrownBy(() -> open(NONE))
          .isInstanceOf(LogException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use");
    }
    open(NONE).close();
  }

  /** Its length was taken for an index, and only exceptions of the log end sessions by name. */
  @Test
  void a_record_whose_length_has_changed_is_reported_as_one_that_cannot_be_read()
      throws InterruptedException, IOException {
    MemorySegment record = MemorySegment.ofArray(new byte[1_000]);
    try (SegmentedLog log = open(NONE)) {
      long first = log.append(record, 0, 1_000);
      for (int i = 0; i < 30; i++) {
        awaitDurable(log, append(log, i));
        while (log.append(record, 0, 1_000) < 0) {
          synced.acquire();
        }
      }
      awaitDurable(log, log.end());
      try (FileChannel file =
          FileChannel.open(folder.resolve(Records.segmentName(0)), StandardOpenOption.WRITE)) {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.write(length.putInt(0, 5_000), first + 4);
      }
      MemorySegment into = MemorySegment.ofArray(new byte[1_408]);
      assertThatThrownBy(() -> log.read(first, into, 0))
          .isInstanceOf(LogException.class)
          .hasMessageContaining("position " + first)
          .hasMessageContaining("5000 bytes, expected 1408 at most");
    }
  }

  @Test
  void records_of_impossible_length_are_refused() {
    try (SegmentedLog log = open(NONE)) {
      assertThatThrownBy(() -> log.append(number, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 1 to " + SMALL.recordBytesMax());
      MemorySegment large = Arena.ofAuto().allocate(SMALL.recordBytesMax() + 1);
      assertThatThrownBy(() -> log.append(large, 0, SMALL.recordBytesMax() + 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(log.append(large, 0, SMALL.recordBytesMax())).isNotNegative();
    }
  }

  @Test
  void nothing_is_allocated_for_a_record() throws InterruptedException {
    try (SegmentedLog log = open(NONE)) {
      appendMany(log, 60_000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      long waits = appendMany(log, 20_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      // A wait for the disk may make a queue node; the records themselves make nothing.
      assertThat(allocated).isLessThan(512 + 200 * waits);
      assertThat(waits).isLessThan(15_000);
    }
  }

  private long appendMany(SegmentedLog log, int count) throws InterruptedException {
    long waits = 0;
    for (int i = 0; i < count; i++) {
      while (log.append(number, 0, 100) < 0) {
        waits++;
        synced.acquire();
        log.trim(log.durable());
      }
    }
    return waits;
  }
}
