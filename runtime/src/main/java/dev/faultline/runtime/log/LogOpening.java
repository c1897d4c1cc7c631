package dev.faultline.runtime.log;

import java.io.IOException;
import java.util.List;

/**
 * A log that was found on a disk, and made ready to append.
 *
 * @param options with which it was made
 * @param end where its last record ends
 */
record LogOpening(LogOptions options, Segments segments, long end) {
  /** Recovers what is on the disk, cuts a torn tail off, and gets ready to append. */
  static LogOpening open(Disk disk, LogOptions given, RecordVisitor recovery) throws IOException {
    LogOptions options = existing(disk, given);
    LogScan.Result found = new LogScan(disk, options.segmentBytes()).run(recovery);
    LogScan.Damage damage = found.damage();
    if (damage != null) {
      throw corrupt(disk, options, damage);
    }
    List<Long> there = LogScan.segments(disk);
    long last = found.end() / options.segmentBytes();
    if (!there.contains(last)) {
      last--;
    }
    long first = there.isEmpty() ? last + 1 : found.first();
    Segments segments = new Segments(disk, options, first, last);
    try {
      makeReady(segments, options, found, first);
      return new LogOpening(options, segments, found.end());
    } catch (IOException | RuntimeException | Error e) {
      segments.close();
      throw e;
    }
  }

  private static void makeReady(
      Segments segments, LogOptions options, LogScan.Result found, long first) throws IOException {
    segments.rewrite(
        Math.max(found.synced(), first * options.segmentBytes()),
        Math.min(found.end(), segments.limit()));
    if (found.end() < segments.limit()) {
      segments.clear(found.end());
    }
    if (segments.limit() == found.end()) {
      while (!segments.prepare()) {
        // The first segment must be there before anything can be appended.
      }
      segments.syncPrepared();
      segments.publish();
    }
  }

  /** A log keeps the segment size that it was made with. */
  static LogOptions existing(Disk disk, LogOptions given) throws IOException {
    List<Long> there = LogScan.segments(disk);
    if (there.isEmpty()) {
      return given;
    }
    Disk.DiskFile file = disk.open(Records.segmentName(there.getFirst()));
    try {
      long size = file.size();
      if (size < 4096 || size > 1 << 30 || Long.bitCount(size) != 1) {
        throw new CorruptLogException(
            disk.name(),
            Records.segmentName(there.getFirst()),
            0,
            "the file has " + size + " bytes, expected a power of two");
      }
      return new LogOptions(
          (int) size, (int) Math.min(size, given.bufferBytes()), given.segmentsMax());
    } finally {
      file.close();
    }
  }

  static CorruptLogException corrupt(Disk disk, LogOptions options, LogScan.Damage damage) {
    return new CorruptLogException(
        disk.name(),
        Records.segmentName(damage.position() / options.segmentBytes()),
        damage.position() % options.segmentBytes(),
        "no valid record, but a later one says that the log was synced up to position "
            + damage.syncedLater());
  }
}
