package dev.faultline.launcher;

import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.log.SegmentedLog;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** A durable log as a process leaves it behind. */
final class OutboxFiles {
  private static final LogOptions SMALL = new LogOptions(4096, 1024, 8);

  private OutboxFiles() {}

  /** Three records, each synced before the next. */
  static void write(Path folder) throws InterruptedException {
    Semaphore synced = new Semaphore(0);
    byte[] record = "record".getBytes(StandardCharsets.US_ASCII);
    try (SegmentedLog log =
        SegmentedLog.open(folder, SMALL, (at, memory, from, bytes) -> {}, synced::release)) {
      for (int i = 0; i < 3; i++) {
        log.append(MemorySegment.ofArray(record), 0, record.length);
        log.flush();
        while (log.durable() < log.end()) {
          synced.acquire();
        }
      }
    }
  }
}
