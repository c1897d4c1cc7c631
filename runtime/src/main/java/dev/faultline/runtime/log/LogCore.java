package dev.faultline.runtime.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A log without its thread: the owner's half appends into a ring, and {@link #step}, called by
 * whoever plays the second thread, moves the ring's content to the disk. The ring is addressed by
 * position, so a segment's unused end is written as whatever the ring holds there; no reader takes
 * it for records.
 */
final class LogCore {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Disk disk;
  private final LogOptions options;
  private final Segments segments;
  private final long segmentBytes;
  private final long ringBytes;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment ring;
  private final ByteBuffer ownersView;
  private final ByteBuffer writersView;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer scratch = Records.scratch();
  private final ByteBuffer header =
      ByteBuffer.allocateDirect(Records.HEADER).order(ByteOrder.LITTLE_ENDIAN);

  /** Where the log ended when it was opened; the ring has nothing from before. */
  private final long opened;

  /** The owner's. */
  private long tail;

  private volatile long published;
  private volatile long trimTo;

  /** The second thread's. */
  private long trimmed;

  private volatile long written;
  private volatile long durable;
  private volatile long limit;
  private volatile @Nullable String trouble;
  private volatile boolean failed;

  private LogCore(Disk disk, LogOptions options, Segments segments, long end) {
    this.disk = disk;
    this.options = options;
    this.segments = segments;
    segmentBytes = options.segmentBytes();
    ringBytes = options.bufferBytes();
    ring = arena.allocate(ringBytes, 64);
    ownersView = ring.asByteBuffer();
    writersView = ring.asByteBuffer();
    opened = end;
    tail = end;
    published = end;
    written = end;
    durable = end;
    limit = segments.limit();
  }

  /** Recovers what is on the disk, cuts a torn tail off, and gets ready to append. */
  static LogCore open(Disk disk, LogOptions given, RecordVisitor recovery) throws IOException {
    LogOpening opened = LogOpening.open(disk, given, recovery);
    try {
      return new LogCore(disk, opened.options(), opened.segments(), opened.end());
    } catch (RuntimeException | Error e) {
      opened.segments().close();
      throw e;
    }
  }

  // --- the owner's half ---

  /**
   * Leaves a part of the last segment free for what has to be written so that any can be trimmed.
   */
  long append(MemorySegment record, long offset, int bytes) {
    return append(record, offset, bytes, limit - Math.min(ringBytes, segmentBytes / 2));
  }

  /** How many bytes of the log are in use. Any thread may ask. */
  long usedBytes() {
    return Math.max(0, published - trimTo);
  }

  /** How many bytes the log may have. */
  long mostBytes() {
    return segmentBytes * options.segmentsMax();
  }

  /**
   * Whether so many bytes of records fit before what is reserved, wherever the segments end that
   * they need; these and the buffer may have to be prepared first, as long as nothing stands in the
   * way of that.
   */
  boolean hasRoom(long bytes) {
    long first = Math.min(trimTo, durable) / segmentBytes;
    long end = trouble == null ? (first + options.segmentsMax()) * segmentBytes : limit;
    long lost = (bytes / segmentBytes + 1) * Math.min(bytes, options.recordBytesMax());
    return tail + bytes + lost <= end - Math.min(ringBytes, segmentBytes / 2);
  }

  long appendReserved(MemorySegment record, long offset, int bytes) {
    return append(record, offset, bytes, limit);
  }

  private long append(MemorySegment record, long offset, int bytes, long most) {
    if (failed) {
      throw new LogException(String.valueOf(trouble));
    }
    if (bytes <= 0 || bytes > options.recordBytesMax()) {
      throw new IllegalArgumentException(
          "a record of " + bytes + " bytes, expected 1 to " + options.recordBytesMax());
    }
    int stored = Records.stored(bytes);
    long at = tail;
    if (at % segmentBytes + stored > segmentBytes - Records.HEADER) {
      long next = (at / segmentBytes + 1) * segmentBytes;
      if (next + stored - written > ringBytes || next + stored > most) {
        return SegmentedLog.BACK_PRESSURED;
      }
      close(at);
      at = next;
    } else if (at + stored - written > ringBytes || at + stored > most) {
      return SegmentedLog.BACK_PRESSURED;
    }
    write(at, record, offset, bytes);
    tail = at + stored;
    return at;
  }

  /**
   * Copies the record that begins there, from the ring if it still holds it; returns its length.
   */
  int read(long position, MemorySegment into, long offset) {
    if (position >= Math.max(opened, tail - ringBytes)) {
      int bytes = (int) (ring.get(LONG, position % ringBytes) >>> 32);
      long body = (position + Records.HEADER) % ringBytes;
      int untilEnd = (int) Math.min(bytes, ringBytes - body);
      MemorySegment.copy(ring, body, into, offset, untilEnd);
      MemorySegment.copy(ring, 0, into, offset + untilEnd, bytes - untilEnd);
      return bytes;
    }
    try {
      return readFile(position, into, offset);
    } catch (IOException e) {
      throw new LogException(
          "log %s: the record at position %d cannot be read: %s"
              .formatted(disk.name(), position, e.getMessage()),
          e);
    }
  }

  private int readFile(long position, MemorySegment into, long offset) throws IOException {
    Disk.DiskFile file = segments.file(position / segmentBytes);
    long at = position % segmentBytes;
    header.clear();
    file.read(at, header);
    int bytes = header.getInt(4);
    if (bytes <= 0 || bytes > segmentBytes) {
      throw new IOException("no record begins there");
    }
    long most = into.byteSize() - offset;
    if (bytes > most) {
      throw new IOException(
          "it claims to have %d bytes, expected %d at most".formatted(bytes, most));
    }
    file.read(at + Records.HEADER, into.asSlice(offset, bytes).asByteBuffer());
    Records.begin(crc, scratch, position, bytes, header.getLong(8));
    crc.update(into.asSlice(offset, bytes).asByteBuffer());
    if ((int) crc.getValue() != header.getInt(0)) {
      throw new IOException("its checksum is wrong");
    }
    return bytes;
  }

  private void close(long at) {
    long synced = durable;
    Records.begin(crc, scratch, at, Records.CLOSING, synced);
    head(at, Records.CLOSING, synced);
  }

  private void write(long at, MemorySegment record, long offset, int bytes) {
    long body = (at + Records.HEADER) % ringBytes;
    int untilEnd = (int) Math.min(bytes, ringBytes - body);
    MemorySegment.copy(record, offset, ring, body, untilEnd);
    MemorySegment.copy(record, offset + untilEnd, ring, 0, bytes - untilEnd);
    long synced = durable;
    Records.begin(crc, scratch, at, bytes, synced);
    ownersView.limit((int) body + untilEnd).position((int) body);
    crc.update(ownersView);
    ownersView.limit(bytes - untilEnd).position(0);
    crc.update(ownersView);
    head(at, bytes, synced);
  }

  /** The ring's size is a multiple of eight: each half of the header is in one piece. */
  private void head(long at, int length, long synced) {
    ring.set(LONG, at % ringBytes, (long) length << 32 | crc.getValue());
    ring.set(LONG, (at + 8) % ringBytes, synced);
  }

  int recordBytesMax() {
    return options.recordBytesMax();
  }

  void publish() {
    published = tail;
  }

  void trim(long position) {
    if (position > tail) {
      throw new IllegalArgumentException("trim to " + position + ", but the log ends at " + tail);
    }
    trimTo = Math.max(trimTo, position);
  }

  long end() {
    return tail;
  }

  // --- both ---

  long durable() {
    return durable;
  }

  boolean failed() {
    return failed;
  }

  @Nullable String trouble() {
    return trouble;
  }

  /** Whether {@link #step} has nothing to write. */
  boolean idle() {
    return published == written && trimTo == trimmed && (!wantsSegment() || trouble != null);
  }

  // --- the second thread's half ---

  /** Writes and syncs one group, trims, and goes on with the next segment. True if it did any. */
  boolean step() {
    if (failed) {
      return false;
    }
    boolean worked = false;
    long target = published;
    if (target > written) {
      writeAndSync(target);
      worked = true;
    }
    if (!failed) {
      worked |= trimSegments();
    }
    if (!failed) {
      worked |= prepareSegment();
    }
    return !failed && worked;
  }

  private void writeAndSync(long target) {
    long from = written;
    try {
      for (long at = from; at < target; ) {
        long index = at / segmentBytes;
        long end = Math.min(target, (index + 1) * segmentBytes);
        long untilWrap = ringBytes - at % ringBytes;
        int bytes = (int) Math.min(end - at, untilWrap);
        int start = (int) (at % ringBytes);
        writersView.limit(start + bytes).position(start);
        segments.file(index).write(at % segmentBytes, writersView);
        at += bytes;
      }
      written = target;
      for (long index = from / segmentBytes; index <= (target - 1) / segmentBytes; index++) {
        segments.file(index).sync();
      }
      durable = target;
    } catch (IOException e) {
      trouble =
          "log %s has stopped: writing or syncing up to position %d failed (%s); nothing after position %d is durable; open the log anew"
              .formatted(disk.name(), target, e.getMessage(), durable);
      failed = true;
    }
  }

  private boolean trimSegments() {
    long to = Math.min(trimTo, durable);
    if (to == trimmed || trimTo > durable) {
      return false;
    }
    try {
      segments.trim(to, written);
      limit = segments.limit();
      trimmed = to;
      if (!wantsSegment()) {
        trouble = null;
      }
      return true;
    } catch (IOException e) {
      fail("trimming", e);
      return false;
    }
  }

  private boolean wantsSegment() {
    return limit - published <= segmentBytes;
  }

  private boolean prepareSegment() {
    if (!wantsSegment()) {
      return false;
    }
    if (!segments.canGrow()) {
      trouble =
          "log %s is full: all %d segments hold records that are still needed"
              .formatted(disk.name(), options.segmentsMax());
      return false;
    }
    boolean ready;
    try {
      ready = segments.prepare();
    } catch (IOException e) {
      trouble =
          "log %s cannot grow, perhaps because the disk is full: %s"
              .formatted(disk.name(), e.getMessage());
      return false;
    }
    makeDurable(ready);
    return true;
  }

  private void makeDurable(boolean whole) {
    try {
      segments.syncPrepared();
      if (!whole) {
        return;
      }
      segments.publish();
      limit = segments.limit();
      trouble = null;
    } catch (IOException e) {
      fail("making a segment", e);
    }
  }

  private void fail(String what, IOException e) {
    trouble = "log %s has stopped: %s failed (%s)".formatted(disk.name(), what, e.getMessage());
    failed = true;
  }

  /** The second thread has ended by something that it did not expect. */
  void stopped(Throwable why) {
    trouble =
        "log %s has stopped: its thread has ended (%s); nothing after position %d is durable; open the log anew"
            .formatted(disk.name(), why, durable);
    failed = true;
  }

  /** Writes and syncs what was published. */
  void drain() {
    while (!failed && published > written) {
      writeAndSync(published);
    }
  }

  void close() {
    drain();
    segments.close();
  }
}
