package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One log's life on a disk that tears and forgets, with a list beside it. */
final class LogLife {
  static final LogOptions SMALL = new LogOptions(4096, 1024, 8);

  /** What was appended: where it begins and ends, what was synced by then, and the bytes. */
  record Entry(long begin, long end, long synced, byte[] bytes) {}

  final FaultyDisk disk = new FaultyDisk();
  final SplittableRandom random;
  final List<Entry> entries = new ArrayList<>();
  LogCore log;
  long trimmed;
  long recovered;

  LogLife(long seed) throws IOException {
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
