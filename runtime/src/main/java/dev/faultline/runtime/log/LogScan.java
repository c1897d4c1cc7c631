package dev.faultline.runtime.log;

import dev.faultline.runtime.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a log's segments after the log was closed or crashed, and changes nothing. */
final class LogScan {
  private final Disk disk;
  private final int segmentBytes;
  private final List<Long> indexes;
  private final ByteBuffer content;
  private final MemorySegment contentMemory;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer scratch = Records.scratch();

  /**
   * Where the valid records end, and what is known about the log.
   *
   * @param synced up to where the log had been synced, as its youngest record says; what follows
   *     may be in the page cache only, whatever a sync says now
   */
  record Result(long first, long end, long records, long synced, @Nullable Damage damage) {}

  /**
   * Bytes that were durable and are not what was written.
   *
   * @param position where the record begins
   * @param syncedLater what a later record says was synced
   */
  record Damage(long position, long syncedLater) {}

  LogScan(Disk disk, int segmentBytes) throws IOException {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    indexes = segments(disk);
    content = ByteBuffer.allocateDirect(segmentBytes).order(ByteOrder.LITTLE_ENDIAN);
    contentMemory = MemorySegment.ofBuffer(content);
  }

  /** The indexes of the segments that are there, rising. */
  static List<Long> segments(Disk disk) throws IOException {
    List<Long> found = new ArrayList<>();
    for (String name : disk.list()) {
      if (name.length() == 16 + Records.SUFFIX.length() && name.endsWith(Records.SUFFIX)) {
        found.add(Long.parseUnsignedLong(name.substring(0, 16), 16));
      }
    }
    return found;
  }

  /** Hands over all valid records. */
  Result run(RecordVisitor visitor) throws IOException {
    if (indexes.isEmpty()) {
      return new Result(0, 0, 0, 0, null);
    }
    long records = 0;
    long first = indexes.getFirst();
    long end = first * segmentBytes;
    long expected = first;
    long synced = end;
    for (long index : indexes) {
      if (index != expected) {
        // A whole segment is missing; it counts as a gap if anything later says that it was synced.
        return new Result(first, end, records, synced, damageAfter(end, expected));
      }
      load(index);
      long base = index * segmentBytes;
      int at = 0;
      while (true) {
        int length = validAt(base, at);
        if (length < Records.CLOSING) {
          return new Result(first, base + at, records, synced, damageAfter(base + at, index));
        }
        synced = Math.max(synced, content.getLong(at + 8));
        if (length == Records.CLOSING) {
          break;
        }
        int stored = Records.stored(length);
        visitor.record(base + at, contentMemory, at + Records.HEADER, length);
        records++;
        at += stored;
      }
      expected = index + 1;
      end = expected * segmentBytes;
    }
    return new Result(first, end, records, synced, null);
  }

  private void load(long index) throws IOException {
    DiskFile file = disk.open(Records.segmentName(index));
    try {
      content.clear();
      file.read(0, content);
      content.clear();
    } finally {
      file.close();
    }
  }

  /** The length of the valid record there, {@link Records#CLOSING}, or less if there is none. */
  private int validAt(long base, int at) {
    if (at + Records.HEADER > segmentBytes) {
      return Records.CLOSING - 1;
    }
    int length = content.getInt(at + 4);
    if (length < Records.CLOSING
        || length == 0 && content.getInt(at) == 0
        || (long) at + Records.HEADER + Math.max(0, length) > segmentBytes) {
      return Records.CLOSING - 1;
    }
    Records.begin(crc, scratch, base + at, length, content.getLong(at + 8));
    crc.update(content.slice(at + Records.HEADER, Math.max(0, length)));
    return content.getInt(at) == (int) crc.getValue() ? length : Records.CLOSING - 1;
  }

  /**
   * Whether a record behind {@code position}, where none is valid, says that the log had been
   * synced beyond it. The segment {@code from} is the one that the position is in.
   */
  private @Nullable Damage damageAfter(long position, long from) throws IOException {
    for (long index : indexes) {
      if (index < from) {
        continue;
      }
      load(index);
      long base = index * segmentBytes;
      int at = index == from ? (int) (position - base) + 8 : 0;
      for (; at + Records.HEADER <= segmentBytes; at += 8) {
        // The length and the checksum of zeros are zero; most of the way is zeros.
        if (content.getLong(at) == 0) {
          continue;
        }
        long synced = content.getLong(at + 8);
        if (synced > position && synced <= base + at && validAt(base, at) >= Records.CLOSING) {
          return new Damage(position, synced);
        }
      }
    }
    return null;
  }
}
