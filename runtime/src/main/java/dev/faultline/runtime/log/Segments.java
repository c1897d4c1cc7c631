package dev.faultline.runtime.log;

import dev.faultline.runtime.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log, on the side of the thread that writes and syncs them. A segment becomes
 * usable only when it is filled, synced and named; one that was trimmed becomes the next one.
 */
final class Segments {
  private static final String SPARE = "spare.tmp";
  private static final int ZEROS_MAX = 1 << 20;

  /** So many segments may wait to be written to. */
  private static final int AHEAD_MAX = 3;

  private final Disk disk;
  private final LogOptions options;

  /** The owner reads from these too. */
  private final ConcurrentNavigableMap<Long, DiskFile> files = new ConcurrentSkipListMap<>();

  private final ByteBuffer zeros;
  private @Nullable DiskFile spare;
  private long spareBytes;
  private long next;

  /** Takes over the segments {@code first} to {@code last}, which exist, and drops all others. */
  Segments(Disk disk, LogOptions options, long first, long last) throws IOException {
    this.disk = disk;
    this.options = options;
    zeros = ByteBuffer.allocateDirect(Math.min(ZEROS_MAX, options.segmentBytes()));
    next = last + 1;
    try {
      for (String name : disk.list()) {
        if (name.endsWith(".tmp")) {
          disk.delete(name);
        }
      }
      for (long index : LogScan.segments(disk).reversed()) {
        if (index > last) {
          disk.delete(Records.segmentName(index));
          // From the end, each for good: a gap would look like lost records.
          disk.syncFolder();
        }
      }
      disk.syncFolder();
      for (long index = first; index <= last; index++) {
        DiskFile file = disk.open(Records.segmentName(index));
        files.put(index, file);
        // A process that was killed may have left writes that only the page cache holds; see
        // rewrite.
        file.sync();
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The position up to which records may be written. */
  long limit() {
    return next * options.segmentBytes();
  }

  long first() {
    return files.isEmpty() ? next : files.firstKey();
  }

  /** Whether one more segment may be made. */
  boolean canGrow() {
    return files.size() < options.segmentsMax();
  }

  DiskFile file(long index) {
    DiskFile file = files.get(index);
    if (file == null) {
      throw new AssertionError("segment " + index + " of " + disk.name() + " is not open");
    }
    return file;
  }

  /**
   * Does a part of filling the next segment; true when that is finished, and {@link #publish} may
   * be called. May be tried again when it fails.
   */
  boolean prepare() throws IOException {
    DiskFile making = spare;
    if (making == null) {
      making = disk.open(SPARE);
      spare = making;
      spareBytes = 0;
    }
    if (spareBytes == options.segmentBytes()) {
      return true;
    }
    zeros.clear().limit((int) Math.min(zeros.capacity(), options.segmentBytes() - spareBytes));
    int bytes = zeros.remaining();
    making.write(spareBytes, zeros);
    spareBytes += bytes;
    return spareBytes == options.segmentBytes();
  }

  /**
   * Makes durable what was prepared so far. Done after each part, so that no sync of records waits
   * for a whole segment of zeros. Must not be tried again when it fails.
   */
  void syncPrepared() throws IOException {
    Objects.requireNonNull(spare, "nothing is prepared").sync();
  }

  /** Makes the segment that was prepared usable. Must not be tried again when it fails. */
  void publish() throws IOException {
    DiskFile made = Objects.requireNonNull(spare, "nothing is prepared");
    disk.rename(SPARE, Records.segmentName(next));
    files.put(next, made);
    spare = null;
    disk.syncFolder();
    next++;
  }

  /**
   * Removes the segments that end at or before {@code position}, which lies at or before {@code
   * written}; a few become the next ones instead.
   */
  void trim(long position, long written) throws IOException {
    long current = written / options.segmentBytes();
    while (!files.isEmpty() && (files.firstKey() + 1) * options.segmentBytes() <= position) {
      long index = files.firstKey();
      DiskFile file = file(index);
      if (next - current <= AHEAD_MAX) {
        disk.rename(Records.segmentName(index), Records.segmentName(next));
        files.put(next++, file);
      } else {
        file.close();
        disk.delete(Records.segmentName(index));
      }
      files.remove(index);
      disk.syncFolder();
    }
  }

  /**
   * Writes what lies between two positions once more, and syncs it. After a sync that failed, Linux
   * keeps the content in memory and calls it clean: a later sync succeeds and writes nothing
   * (Rebello et al., ATC 2020). So a record that can be read now may still be lost with the power,
   * unless it is known that it was synced, or it is written again.
   */
  void rewrite(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      long index = at / options.segmentBytes();
      long end = Math.min(to, (index + 1) * options.segmentBytes());
      DiskFile file = file(index);
      while (at < end) {
        ByteBuffer content = ByteBuffer.allocateDirect((int) Math.min(zeros.capacity(), end - at));
        file.read(at % options.segmentBytes(), content);
        file.write(at % options.segmentBytes(), content.flip());
        at += content.limit();
      }
      file.sync();
    }
  }

  /**
   * Makes everything from {@code position} to the end of its segment zeros, and syncs them: also
   * what is read as zeros, which after a failed sync may not be on the disk.
   */
  void clear(long position) throws IOException {
    DiskFile file = file(position / options.segmentBytes());
    long at = position % options.segmentBytes();
    while (at < options.segmentBytes()) {
      int bytes = (int) Math.min(zeros.capacity(), options.segmentBytes() - at);
      zeros.clear().limit(bytes);
      file.write(at, zeros);
      at += bytes;
    }
    file.sync();
  }

  /**
   * Lets go of all files, and removes what was prepared and is not in use. Everything that matters
   * was synced before, so what fails here does not count.
   */
  void close() {
    files.values().forEach(Segments::closeQuietly);
    if (spare != null) {
      closeQuietly(spare);
      try {
        disk.delete(SPARE);
      } catch (IOException e) {
        // It will be removed when the log is opened again.
      }
    }
    disk.close();
  }

  private static void closeQuietly(DiskFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // Nobody can do anything about it.
    }
  }
}
